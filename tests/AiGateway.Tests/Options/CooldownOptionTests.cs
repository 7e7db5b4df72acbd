using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Options;

/// <summary>What each field of the cooldown changes.</summary>
public sealed class CooldownOptionTests : IAsyncLifetime
{
    private FakeProvider _fake = null!;

    public async Task InitializeAsync() => _fake = await FakeProvider.StartAsync(Dialect.OpenAI);

    public async Task DisposeAsync() => await _fake.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [Proves("Gateway:Cooldown:Failures")]
    public async Task Failures_in_a_row_are_followed_by_rest(int failures)
    {
        _fake.Always(Fault.Status(500));
        await using var gateway = await StartAsync(new { Failures = failures, Rest = "1m" });

        for (var i = 0; i < failures; i++)
        {
            ((int)(await gateway.ChatAsync("m")).StatusCode).ShouldBe(500);
        }

        for (var i = 0; i < 20; i++)
        {
            (await (await gateway.ChatAsync("m")).ErrorCodeAsync()).ShouldBe("no_healthy_target");
        }

        _fake.HeadsSeen.ShouldBe(failures);
    }

    [Theory]
    [InlineData(0.5, 11)]
    [InlineData(0.9, 20)]
    [Proves("Gateway:Cooldown:Share")]
    public async Task A_share_of_failures_is_followed_by_rest(double share, int calls)
    {
        for (var i = 0; i < 10; i++)
        {
            _fake.Next(Fault.Status(500), FakeAnswer.Honest);
        }

        await using var gateway = await StartAsync(new { Failures = 1_000, Share = share, Window = "5m", Rest = "1m" });

        await AskAsync(gateway, 20);
        _fake.HeadsSeen.ShouldBe(calls);
    }

    [Theory]
    [InlineData("5m", 10)]
    [InlineData("1ms", 20)]
    [Proves("Gateway:Cooldown:Window")]
    public async Task The_share_is_that_within_the_window(string window, int calls)
    {
        _fake.Always(Fault.Status(500));
        await using var gateway = await StartAsync(new { Failures = 1_000, Share = 0.5, Window = window, Rest = "1m" });

        await AskAsync(gateway, 20);
        _fake.HeadsSeen.ShouldBe(calls);
    }

    [Fact]
    public async Task With_no_rest_a_target_that_fails_is_asked_again_each_time()
    {
        _fake.Always(Fault.Status(500));
        await using var gateway = await StartAsync(new { Failures = 1, Rest = "0s" });

        await AskAsync(gateway, 20);
        _fake.HeadsSeen.ShouldBe(20);
    }

    [Theory]
    [InlineData("100ms", true)]
    [InlineData("1m", false)]
    [Proves("Gateway:Cooldown:Rest")]
    public async Task The_rest_is_as_long_as_it_says(string rest, bool ends)
    {
        _fake.Next(Fault.Status(500));
        await using var gateway = await StartAsync(new { Failures = 1, Rest = rest });

        await AskAsync(gateway, 1);
        (await ComesBackAsync(gateway, ends ? 20 : 1)).ShouldBe(ends);
    }

    [Fact]
    [Proves("Gateway:Cooldown:MaxRest")]
    public async Task Failed_trials_double_the_rest_up_to_the_longest()
    {
        _fake.Always(Fault.Status(500));
        await using var bounded = await StartAsync(new { Failures = 1, Rest = "20ms", MaxRest = "20ms" });
        for (var i = 0; i < 2_000 && _fake.HeadsSeen < 12; i++)
        {
            await AskAsync(bounded, 1);
            await Task.Delay(5);
        }

        _fake.HeadsSeen.ShouldBeGreaterThanOrEqualTo(12);

        // Unbounded, 12 calls would take 20 ms × (1 + 2 + 4 + … + 1024): 40 seconds.
        await using var other = await FakeProvider.StartAsync(Dialect.OpenAI);
        other.Always(Fault.Status(500));
        await using var doubling = await StartAsync(new { Failures = 1, Rest = "20ms", MaxRest = "5m" }, other);
        var until = System.Diagnostics.Stopwatch.StartNew();
        while (until.Elapsed < TimeSpan.FromSeconds(2))
        {
            await AskAsync(doubling, 1);
            await Task.Delay(5);
        }

        other.HeadsSeen.ShouldBeInRange(2, 11);
    }

    [Theory]
    [InlineData("100ms", true)]
    [InlineData("10m", false)]
    [Proves("Gateway:Cooldown:KeyRest")]
    public async Task A_refused_key_rests(string rest, bool ends)
    {
        _fake.AcceptedKeys.Remove(_fake.Key);
        await using var gateway = await StartAsync(new { KeyRest = rest });

        await AskAsync(gateway, 1);
        _fake.HeadsSeen.ShouldBe(1);
        _fake.AcceptedKeys.Add(_fake.Key);
        (await ComesBackAsync(gateway, ends ? 20 : 1)).ShouldBe(ends);
        _fake.Requests.Count(request => request.Status == 401).ShouldBe(1);
    }

    /// <summary>Nobody waits for a rest, so that each request tells at once whether there is one.</summary>
    private Task<TestGateway> StartAsync(object cooldown, FakeProvider? fake = null) => TestGateway.StartAsync(new
    {
        Gateway = new
        {
            Providers = new { up = Config.Provider(fake ?? _fake) },
            Models = new { m = new { Targets = new[] { "up/gpt-4o-mini" }, MaxRetries = 0, RetryAfterCap = "1ms" } },
            Cooldown = cooldown,
        },
    });

    private static async Task AskAsync(TestGateway gateway, int times)
    {
        for (var i = 0; i < times; i++)
        {
            (await gateway.ChatAsync("m")).Dispose();
        }
    }

    private static async Task<bool> ComesBackAsync(TestGateway gateway, int seconds)
    {
        for (var i = 0; i < seconds * 50; i++)
        {
            using var answer = await gateway.ChatAsync("m");
            if (answer.IsSuccessStatusCode)
            {
                return true;
            }

            await Task.Delay(20);
        }

        return false;
    }
}
