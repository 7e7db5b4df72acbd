using AiGateway.Authentication.Jwt;
using AiGateway.Fakes.Identity;
using AiGateway.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace AiGateway.Tests.Authentication.Jwt;

/// <summary>A gateway that trusts one fake issuer, with one key of each family. Its models are answered by the built-in provider.</summary>
public sealed class TokenBench : IAsyncLifetime
{
    public const string VirtualKey = "oQ7vT2xW9pLs4ZzR8mYb3nHc";

    internal FakeKey Rsa { get; } = FakeKey.Rsa();

    internal FakeKey Curve { get; } = FakeKey.Curve();

    internal FakeIssuer Issuer { get; private set; } = null!;

    internal TestGateway Gateway { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Issuer = FakeIssuer.Start(Rsa, Curve);
        Gateway = await StartAsync(Issuer);
    }

    public async Task DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Issuer.DisposeAsync();
    }

    /// <summary>A gateway that trusts an issuer, by whatever fields beside its URL and audience.</summary>
    internal static Task<TestGateway> StartAsync(FakeIssuer issuer, object? fields = null, object? gateway = null, object? models = null) =>
        TestGateway.StartAsync(Configuration(issuer, fields, gateway, models));

    /// <summary>What such a gateway is configured with.</summary>
    internal static object Configuration(FakeIssuer issuer, object? fields = null, object? gateway = null, object? models = null)
    {
        var entry = Fields(new { Authority = issuer.Url, Audiences = new[] { "gateway" }, AllowPrivateNetwork = true }, fields);
        return new
        {
            Gateway = Fields(
                new
                {
                    Models = models ?? new { m = "mock/echo", other = "mock/echo" },
                    VirtualKeys = new { tester = VirtualKey },
                    Jwt = new { Issuers = new { idp = entry } },
                },
                gateway),
        };
    }

    /// <summary>A token that is right in every way but for the claims given.</summary>
    internal string Token(params (string Name, object? Value)[] claims) => Rsa.Sign(With(Issuer.Claims(), claims));

    /// <summary>Claims, changed; null takes one away.</summary>
    internal static Dictionary<string, object?> With(Dictionary<string, object?> claims, params (string Name, object? Value)[] changes)
    {
        foreach (var (name, value) in changes)
        {
            if (value is null)
            {
                claims.Remove(name);
            }
            else
            {
                claims[name] = value;
            }
        }

        return claims;
    }

    /// <summary>Asks for a completion with a token.</summary>
    internal static Task<HttpResponseMessage> AskAsync(TestGateway gateway, string token, string model = "m", params (string Name, string Value)[] headers) =>
        gateway.ChatAsync(model, "Hi", false, [("Authorization", $"Bearer {token}"), .. headers]);

    /// <summary>The gateway's own authenticator.</summary>
    internal static JwtAuthenticator Authenticator(TestGateway gateway) => gateway.Services.GetRequiredService<JwtAuthenticator>();

    private static Dictionary<string, object?> Fields(object first, object? more)
    {
        var fields = first.GetType().GetProperties().ToDictionary(p => p.Name, p => p.GetValue(first), StringComparer.Ordinal);
        foreach (var property in more?.GetType().GetProperties() ?? [])
        {
            fields[property.Name] = property.GetValue(more);
        }

        return fields;
    }
}
