using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Options;

/// <summary>What each field of the retry budget changes.</summary>
public sealed class RetryBudgetOptionTests : IAsyncLifetime
{
    private FakeProvider _fake = null!;

    public async Task InitializeAsync()
    {
        _fake = await FakeProvider.StartAsync(Dialect.OpenAI);
        _fake.Always(Fault.Status(500));
    }

    public async Task DisposeAsync() => await _fake.DisposeAsync();

    [Theory]
    [InlineData(0, 0)]
    [InlineData(2, 2)]
    [InlineData(100, 6)]
    [Proves("Gateway:RetryBudget:Least")]
    public async Task Some_repeats_are_allowed_in_any_case(int least, int repeats)
    {
        await using var gateway = await StartAsync(new { Share = 0, Least = least, Window = "5m" });

        await AskAsync(gateway, 6);
        _fake.HeadsSeen.ShouldBe(6 + repeats);
    }

    [Theory]
    [InlineData(0.0, 0)]
    [InlineData(0.5, 3)]
    [InlineData(1.0, 6)]
    [Proves("Gateway:RetryBudget:Share")]
    public async Task The_others_are_a_share_of_the_requests(double share, int repeats)
    {
        await using var gateway = await StartAsync(new { Share = share, Least = 0, Window = "5m" });

        await AskAsync(gateway, 6);
        _fake.HeadsSeen.ShouldBe(6 + repeats);
    }

    [Theory]
    [InlineData("100ms", true)]
    [InlineData("5m", false)]
    [Proves("Gateway:RetryBudget:Window")]
    public async Task What_is_past_the_window_is_forgotten(string window, bool forgets)
    {
        await using var gateway = await StartAsync(new { Share = 0, Least = 1, Window = window });
        var requests = 0;
        for (; requests < (forgets ? 500 : 50) && _fake.HeadsSeen < requests + 3; requests++)
        {
            await AskAsync(gateway, 1);
            await Task.Delay(20);
        }

        (_fake.HeadsSeen - requests).ShouldBe(forgets ? 3 : 1);
    }

    /// <summary>A target that never rests, and one repeat for each request.</summary>
    private Task<TestGateway> StartAsync(object budget) => TestGateway.StartAsync(new
    {
        Gateway = new
        {
            Providers = new { up = Config.Provider(_fake) },
            Models = new { m = new { Targets = new[] { "up/gpt-4o-mini" }, MaxRetries = 1, RetryDelay = "1ms" } },
            Cooldown = new { Failures = 1_000, Window = "1ms" },
            RetryBudget = budget,
        },
    });

    private static async Task AskAsync(TestGateway gateway, int times)
    {
        for (var i = 0; i < times; i++)
        {
            (await gateway.ChatAsync("m")).Dispose();
        }
    }
}
