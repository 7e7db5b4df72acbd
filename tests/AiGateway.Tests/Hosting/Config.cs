using AiGateway.Fakes;

namespace AiGateway.Tests.Hosting;

/// <summary>Configurations that many tests start from.</summary>
public static class Config
{
    /// <summary>One provider named <c>up</c>, and whatever models are given.</summary>
    public static object For(FakeProvider provider, object? models = null) => For([("up", provider)], models);

    /// <summary>Providers by name, and whatever models are given.</summary>
    public static object For(IEnumerable<(string Name, FakeProvider Provider)> providers, object? models = null) => new
    {
        Gateway = new
        {
            Providers = providers.ToDictionary(p => p.Name, p => Provider(p.Provider)),
            Models = models ?? new { },
        },
    };

    /// <summary>A provider's entry.</summary>
    public static object Provider(FakeProvider provider) => new
    {
        Type = provider.Dialect.ToString(),
        BaseUrl = provider.BaseUrl.AbsoluteUri,
        ApiKeys = new[] { provider.Key },
        AllowPrivateNetwork = true,
    };
}
