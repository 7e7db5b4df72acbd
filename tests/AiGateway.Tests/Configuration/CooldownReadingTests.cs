using AiGateway.Configuration;

namespace AiGateway.Tests.Configuration;

/// <summary>What the gateway as a whole says of rests and repeats.</summary>
public sealed class CooldownReadingTests : IDisposable
{
    private readonly ConfigBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Every_field_is_read()
    {
        var options = _bench.Sound(ConfigBench.Gateway("""
            "Cooldown": { "Failures": 5, "Share": 0.25, "Window": "1m", "Rest": "1s", "MaxRest": "1h", "KeyRest": "2h" },
            "RetryBudget": { "Share": 0, "Window": "20s", "Least": 0 }
            """));

        options.Cooldown.ShouldBe(new CooldownOptions
        {
            Failures = 5,
            Share = 0.25,
            Window = TimeSpan.FromMinutes(1),
            Rest = TimeSpan.FromSeconds(1),
            MaxRest = TimeSpan.FromHours(1),
            KeyRest = TimeSpan.FromHours(2),
        });
        options.RetryBudget.ShouldBe(new RetryBudgetOptions { Share = 0, Window = TimeSpan.FromSeconds(20), Least = 0 });
    }

    [Fact]
    public void Nothing_said_is_the_defaults()
    {
        var options = _bench.Sound("{}");

        options.Cooldown.ShouldBe(new CooldownOptions());
        options.RetryBudget.ShouldBe(new RetryBudgetOptions());
    }

    [Theory]
    [InlineData("Cooldown", "\"Failures\": 0", "Failures")]
    [InlineData("Cooldown", "\"Share\": 0", "Share")]
    [InlineData("Cooldown", "\"Share\": 1.01", "Share")]
    [InlineData("Cooldown", "\"Window\": \"0s\"", "Window")]
    [InlineData("Cooldown", "\"Rest\": \"3m\"", "Rest")]
    [InlineData("Cooldown", "\"MaxRest\": \"4s\"", "MaxRest")]
    [InlineData("Cooldown", "\"Rest\": \"3s\", \"MaxRest\": \"2s\"", "Rest")]
    [InlineData("Cooldown", "\"KeyRest\": 10", "KeyRest")]
    [InlineData("Cooldown", "\"Period\": \"1s\"", "Period")]
    [InlineData("RetryBudget", "\"Share\": -0.1", "Share")]
    [InlineData("RetryBudget", "\"Share\": 2", "Share")]
    [InlineData("RetryBudget", "\"Least\": -1", "Least")]
    [InlineData("RetryBudget", "\"Window\": \"0ms\"", "Window")]
    public void What_cannot_work_is_refused_where_it_stands(string section, string fields, string path) =>
        _bench.Problem(ConfigBench.Gateway($$""" "{{section}}": { {{fields}} } """)).Path.ShouldBe($"Gateway:{section}:{path}");
}
