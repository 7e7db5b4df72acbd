using System.Text;
using AiGateway.Configuration;
using Microsoft.Extensions.Configuration;

namespace AiGateway.Tests.Configuration;

/// <summary>Whatever an operator writes, the reader answers with options or problems, and never with an exception.</summary>
public sealed class ReaderRobustnessTests
{
    private static readonly string[] Keys =
    [
        "Providers", "Models", "VirtualKeys", "AllowDirectModels", "MaxRequestBytes", "AnswerHeaders", "Log", "Format", "Requests", "Type", "BaseUrl",
        "ApiKeys", "Preset", "Headers", "AllowPrivateNetwork", "Value", "Weight", "Name", "Targets", "Timeouts", "KeepAlive", "Strict", "Model", "Tier",
        "Total", "Enabled", "Stream", "Mode", "HoldTime", "Fallbacks", "TooLong", "Any", "Hedge", "After", "Share", "Mirror", "Target", "Strategy", "Affinity", "Canary", "When", "Keys", "Uses",
        "Capabilities", "Price", "Input", "Output", "Cooldown", "RetryBudget", "MinTokens", "MaxTokens", "HealthCheck", "MaxRetries", "openai", "mock", "gpt-*", "a*b*", "*", "", " ", "0", "1", "x y", "ä", "\0", "a/b", new string('k', 500),
    ];

    private static readonly string?[] Values =
    [
        null, "", " ", "true", "1", "-1", "99999999999999999999", "1.5", "0.5", "1e-7", "5%", "Held", "LeastCost", "Tools", "30s", "24:00:00", "OpenAI", "Mock", "OpenAICompatible", "ollama", "https://a.example",
        "http://[", "https://user@x", "env:KEY", "env:", "env:NONE", "file:", "file:\0", "file:/nowhere", "file:/", "store:x", "mock/a", "mock/*", "mock/", "/", "a/b/c", "*", "**",
        "\0", "a\nb", "\ud800", "0123456789abcdefgh", new string('v', 70_000),
    ];

    [Fact]
    public void The_reader_never_throws_and_problems_always_have_a_path_and_a_message()
    {
        var random = new Random(20261120);
        var environment = new ReaderEnvironment { Variable = name => name == "KEY" ? "kG7vQ2xW9pLs4TzR8mYb" : null };
        var (sound, refused) = (0, 0);
        for (var round = 0; round < 5000; round++)
        {
            var builder = new ConfigurationBuilder();
            for (var source = random.Next(3) == 0 ? 2 : 1; source > 0; source--)
            {
                builder.AddInMemoryCollection(Pairs(random).DistinctBy(p => p.Key, StringComparer.OrdinalIgnoreCase));
            }

            var result = new GatewayOptionsReader(environment).Read(builder.Build());

            (result.Options is null).ShouldBe(result.Problems.Count > 0);
            result.Problems.ShouldAllBe(p => p.Path.Length > 0 && p.Message.Length > 10);
            _ = result.Options is null ? refused++ : sound++;
        }

        // Both outcomes must have been seen, or the texts above no longer reach what they were made for.
        sound.ShouldBeGreaterThan(5);
        refused.ShouldBeGreaterThan(1000);
    }

    private static IEnumerable<KeyValuePair<string, string?>> Pairs(Random random)
    {
        for (var i = random.Next(3) == 0 ? 1 : random.Next(2, 8); i > 0; i--)
        {
            var path = new StringBuilder("Gateway");
            path.Append(':').Append(Keys[random.Next(random.Next(3) == 0 ? Keys.Length : 7)]);
            for (var depth = random.Next(5); depth > 0; depth--)
            {
                path.Append(':').Append(Keys[random.Next(Keys.Length)]);
            }

            yield return new(path.ToString(), Values[random.Next(Values.Length)]);
        }
    }
}
