using AiGateway.Configuration;

namespace AiGateway.Providers;

/// <summary>A configured provider, ready to be called.</summary>
internal sealed class ProviderEntry(ProviderOptions options, IProvider provider, HttpMessageInvoker client)
{
    private readonly CredentialPool _credentials = new(options.ApiKeys);

    /// <summary>The name that models and direct requests refer to it by.</summary>
    public string Name => options.Name;

    /// <summary>What kind of upstream it is.</summary>
    public IProvider Provider { get; } = provider;

    /// <summary>Where its calls go, ending in a slash.</summary>
    public Uri BaseUrl { get; } = WithSlash(options.BaseUrl ?? provider.DefaultBaseUrl);

    /// <summary>Its connections, which outlive a reload of the configuration.</summary>
    public HttpMessageInvoker Client { get; } = client;

    /// <summary>Fixed extra headers of the operator's.</summary>
    public IReadOnlyDictionary<string, Secret> Headers => options.Headers;

    /// <summary>Picks a key by weight; null where the provider has none.</summary>
    public string? PickKey() => _credentials.Pick();

    private static Uri WithSlash(Uri uri) => uri.AbsolutePath.EndsWith('/') ? uri : new Uri(uri.AbsoluteUri + "/");
}
