using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Surfaces;

/// <summary>What the health page tells everybody: how much rests, and nothing of what it is.</summary>
public sealed class HealthTests
{
    [Fact]
    public async Task The_number_of_resting_targets_is_told_and_no_name()
    {
        await using var provider = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await TestGateway.StartAsync(new
        {
            Gateway = new
            {
                Cooldown = new { Failures = 1, Rest = "1m" },
                Providers = new { secretive = Config.Provider(provider) },
                Models = new { m = new { Targets = new[] { "secretive/gpt-4o-mini" }, MaxRetries = 0 } },
            },
        });
        provider.Always(Fault.Status(500));

        var before = await (await gateway.Client.GetAsync("/health/ready")).JsonAsync();
        await gateway.ChatAsync("m");
        var after = await (await gateway.Client.GetAsync("/health/ready")).JsonAsync();

        before.TryGetProperty("resting", out _).ShouldBeFalse();
        after.GetProperty("resting").GetInt32().ShouldBe(1);
        after.GetProperty("status").GetString().ShouldBe("ready");
        after.ToString().ShouldNotContain("secretive");
    }
}
