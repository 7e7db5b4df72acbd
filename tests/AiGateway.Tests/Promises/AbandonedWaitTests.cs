using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using AiGateway.Tests.Hosting;
using AiGateway.Tests.Pipeline;

namespace AiGateway.Tests.Promises;

/// <summary>C4: a caller that leaves while the gateway waits before its next upstream call; the call is not made.</summary>
public sealed class AbandonedWaitTests : IAsyncLifetime
{
    /// <summary>Long enough to leave in, on a loaded machine too, and short enough to be waited for.</summary>
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(3);

    private FakeProvider _provider = null!;

    public async Task InitializeAsync() => _provider = await FakeProvider.StartAsync(Dialect.OpenAI);

    public async Task DisposeAsync() => await _provider.DisposeAsync();

    /// <summary>The pause is drawn between nothing and five minutes; one shorter than the time to leave is once in some thousand runs.</summary>
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task In_the_back_off_before_a_repeat(bool stream, bool reset)
    {
        await using var gateway = await StartAsync(new { MaxRetries = 1, RetryDelay = "5m", RetryAfterCap = "5m" });
        _provider.Always(Fault.Status(503));

        await LeaveAsync(gateway, stream, reset);

        _provider.HeadsSeen.ShouldBe(1);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task While_a_Retry_After_is_waited_for(bool stream, bool reset)
    {
        await using var gateway = await StartAsync(new { MaxRetries = 1, RetryDelay = "0s", RetryAfterCap = "10s" });
        _provider.Always(Fault.RateLimited((int)Wait.TotalSeconds));

        await LeaveAsync(gateway, stream, reset);
        await Task.Delay(Wait + TimeSpan.FromMilliseconds(500));

        _provider.HeadsSeen.ShouldBe(1);
    }

    /// <summary>That the wait above ends in a call where the caller stays; without it those tests would show nothing.</summary>
    [Fact]
    public async Task A_caller_that_stays_gets_its_answer_after_the_Retry_After()
    {
        await using var gateway = await StartAsync(new { MaxRetries = 5, RetryDelay = "0s", RetryAfterCap = "10s" });
        _provider.Next(Fault.RateLimited(1), FakeAnswer.Text("after the wait"));

        var response = await gateway.ChatAsync("m");

        (await response.TextAsync()).ShouldBe("after the wait");
        _provider.HeadsSeen.ShouldBe(2);
    }

    /// <summary>A timer may ring a little before the rest that it was set for is over; the repeat is not lost for that.</summary>
    [Fact]
    public async Task No_repeat_is_lost_to_a_rest_that_ends_a_moment_later()
    {
        await using var gateway = await StartAsync(new { MaxRetries = 1, RetryDelay = "0s", RetryAfterCap = "10s" }, budget: new { Share = 1, Least = 1000 });
        var answers = new List<string>();
        for (var i = 0; i < 40; i++)
        {
            _provider.Next(Fault.Status(429, ("retry-after-ms", "40")), FakeAnswer.Text("after the wait"));

            var response = await gateway.ChatAsync("m");

            answers.Add($"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
            _provider.ResetScript();
        }

        answers.Where(answer => !answer.Contains("after the wait", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public async Task While_all_targets_rest()
    {
        await using var gateway = await StartAsync(new { MaxRetries = 0, RetryAfterCap = "10s" }, new { Failures = 1, Rest = "3s" });
        _provider.Next(Fault.Status(503));
        ((int)(await gateway.ChatAsync("m")).StatusCode).ShouldBe(503);

        using var caller = await LeavingCaller.AskAsync(gateway, "m", stream: true);
        await Task.Delay(100);
        caller.Leave(reset: true);
        await gateway.WaitForLogAsync("/v1/chat/completions 499 ");
        await Task.Delay(Wait + TimeSpan.FromMilliseconds(500));

        _provider.HeadsSeen.ShouldBe(1);
    }

    /// <summary>Asks, waits until the provider's first answer is out, leaves, and waits until the gateway has closed the case.</summary>
    private async Task LeaveAsync(TestGateway gateway, bool stream, bool reset)
    {
        using var caller = await LeavingCaller.AskAsync(gateway, "m", stream);
        await (await _provider.WaitForRequestAsync()).Ended.WaitAsync(TimeSpan.FromSeconds(10));
        await Task.Delay(100);
        caller.Leave(reset);
        await gateway.WaitForLogAsync("/v1/chat/completions 499 ");
        gateway.LogLines.ShouldNotContain(line => line.StartsWith("Error:", StringComparison.Ordinal));
    }

    private Task<TestGateway> StartAsync(object retries, object? cooldown = null, object? budget = null)
    {
        var model = retries.GetType().GetProperties().ToDictionary(p => p.Name, p => p.GetValue(retries), StringComparer.Ordinal);
        model["Targets"] = new[] { "up/gpt-4o-mini" };
        return TestGateway.StartAsync(new
        {
            Gateway = new
            {
                Providers = new { up = Config.Provider(_provider) },
                Models = new { m = model },
                Cooldown = cooldown ?? new { },
                RetryBudget = budget ?? new { },
            },
        });
    }
}
