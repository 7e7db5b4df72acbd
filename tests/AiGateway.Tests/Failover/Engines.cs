using System.Globalization;
using AiGateway.Fakes;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Failover;

/// <summary>Gateways before fakes named <c>p1</c>, <c>p2</c> and so on, whose models a test writes out.</summary>
public static class Engines
{
    /// <summary>Nothing rests, and repeats are not counted: for tests of what one request does.</summary>
    public static object Calm { get; } = new { Cooldown = new { Failures = 1000, Window = "1ms", Rest = "100ms" }, RetryBudget = new { Least = 1000 } };

    /// <summary>Starts a gateway on which nothing rests.</summary>
    public static Task<TestGateway> StartAsync(object models, params FakeProvider[] fakes) => StartAsync(Calm, models, fakes);

    /// <summary>Starts a gateway.</summary>
    /// <param name="gateway">Fields of the section <c>Gateway</c>.</param>
    /// <param name="models">The models.</param>
    /// <param name="fakes">The providers, all with the key that each fake accepts from the start.</param>
    public static Task<TestGateway> StartAsync(object gateway, object models, params FakeProvider[] fakes) =>
        StartAsync(gateway, models, [.. fakes.Select(Config.Provider)]);

    /// <summary>Starts a gateway before providers that a test writes out.</summary>
    public static Task<TestGateway> StartAsync(object gateway, object models, object[] providers)
    {
        var section = gateway.GetType().GetProperties().ToDictionary(field => field.Name, field => field.GetValue(gateway), StringComparer.Ordinal);
        section["Providers"] = providers.Select((provider, i) => (Name: "p" + (i + 1).ToString(CultureInfo.InvariantCulture), Provider: provider)).ToDictionary(one => one.Name, one => one.Provider);
        section["Models"] = models;
        return TestGateway.StartAsync(new { Gateway = section });
    }

    /// <summary>A provider with several keys, each with a weight.</summary>
    public static object WithKeys(FakeProvider fake, params (string Value, int Weight)[] keys) => new
    {
        Type = fake.Dialect.ToString(),
        BaseUrl = fake.BaseUrl.AbsoluteUri,
        ApiKeys = keys.Select(key => new { key.Value, key.Weight }).ToArray(),
        AllowPrivateNetwork = true,
    };

    /// <summary>OpenAI targets at <c>p1</c>, <c>p2</c> and so on, asked in that order.</summary>
    public static object[] Tiers(int count) =>
        [.. Enumerable.Range(1, count).Select(tier => new { Model = string.Create(CultureInfo.InvariantCulture, $"p{tier}/gpt-4o-mini"), Tier = tier })];

    /// <summary>The text of an answer, plain or streamed.</summary>
    public static async Task<string?> SpokenAsync(this HttpResponseMessage response, bool stream) =>
        stream ? Chat.StreamedText(await response.Content.ReadAsStringAsync()) : await response.TextAsync();
}
