using AiGateway.Fakes;

namespace AiGateway.Tests.Failover;

/// <summary>One upstream behind the model that a test asks for.</summary>
public sealed record Target(object Provider, string Model)
{
    /// <summary>Its turn; null for that of its place in the list.</summary>
    public int? Tier { get; init; }

    /// <summary>Its share within its tier.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>A fake, asked for a model that it serves.</summary>
    public static Target To(FakeProvider fake) => new(Hosting.Config.Provider(fake), ModelOf(fake.Dialect));

    /// <summary>Whatever listens at an address, taken for OpenAI.</summary>
    public static Target At(Uri origin, bool allowPrivateNetwork = true) => new(
        new { Type = "OpenAI", BaseUrl = new Uri(origin, "/v1").AbsoluteUri, ApiKeys = new[] { "key-of-the-raw-server" }, AllowPrivateNetwork = allowPrivateNetwork },
        "gpt-4o-mini");

    /// <summary>A model that the fakes of a dialect serve.</summary>
    public static string ModelOf(Dialect dialect) => dialect switch
    {
        Dialect.OpenAI => "gpt-4o-mini",
        Dialect.Anthropic => "claude-haiku-4-5",
        Dialect.Gemini => "gemini-2.5-flash",
        _ => "mistral-small-latest",
    };
}
