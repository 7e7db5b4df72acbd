using AiGateway.Configuration;
using AiGateway.Health;

namespace AiGateway.Providers;

/// <summary>A configured provider, ready to be called.</summary>
internal sealed class ProviderEntry(ProviderOptions options, IProvider provider, HttpMessageInvoker client, KeyHealth keys)
{
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

    /// <summary>Its keys.</summary>
    public CredentialPool Credentials { get; } = new(options.Name, options.ApiKeys, options.LackingKeys, keys);

    /// <summary>How often to ask whether it is there; null for never.</summary>
    public TimeSpan? HealthCheck => options.HealthCheck;

    /// <summary>Picks a key that is well, or any where none is; null where the provider has none, or <see cref="CredentialPool.IsOutOfReach">none can be had</see>.</summary>
    public Credential? PickKey() => Credentials.Pick("", [], null) ?? Credentials.PickAny();

    private static Uri WithSlash(Uri uri) => uri.AbsolutePath.EndsWith('/') ? uri : new Uri(uri.AbsoluteUri + "/");
}
