using System.Diagnostics;
using System.Net;
using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Failover;

/// <summary>The total time goes on while a request waits for its next call: a pause that would outlast it is not begun.</summary>
public sealed class PausedRequestTests : IAsyncLifetime
{
    private FakeProvider _fake = null!;

    public async Task InitializeAsync() => _fake = await FakeProvider.StartAsync(Dialect.OpenAI);

    public async Task DisposeAsync() => await _fake.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_pause_that_outlasts_the_total_time_is_not_begun(bool stream)
    {
        await using var gateway = await Engines.StartAsync(new { m = new { Targets = Engines.Tiers(1), RetryAfterCap = "2m", Timeouts = new { Total = "50s" } } }, _fake);
        _fake.Always(Fault.RateLimited(100));
        var watch = Stopwatch.StartNew();

        var response = await gateway.ChatAsync("m", stream: stream);

        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30));
        response.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        int.Parse(response.Header("retry-after")!).ShouldBeInRange(60, 100);
        _fake.HeadsSeen.ShouldBe(1);
    }

    [Fact]
    public async Task A_rest_that_outlasts_it_is_not_waited_for()
    {
        await using var gateway = await Engines.StartAsync(
            new { Cooldown = new { Failures = 1, Rest = "100s" } },
            new { m = new { Targets = Engines.Tiers(1), MaxRetries = 0, RetryAfterCap = "2m", Timeouts = new { Total = "50s" } } },
            _fake);
        _fake.Always(Fault.Status(500));
        await gateway.ChatAsync("m");

        var response = await gateway.ChatAsync("m");

        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await response.ErrorCodeAsync()).ShouldBe("no_healthy_target");
        _fake.HeadsSeen.ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_left_after_a_pause_is_all_that_the_repeat_has(bool stream)
    {
        await using var gateway = await Engines.StartAsync(new { m = new { Targets = Engines.Tiers(1), RetryDelay = "0s", Timeouts = new { Total = "1500ms" } } }, _fake);
        _fake.Next(Fault.Status(429, ("retry-after-ms", "500"))).Always(Fault.Silent);
        var watch = Stopwatch.StartNew();

        var response = await gateway.ChatAsync("m", stream: stream);

        watch.Elapsed.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(1490));
        response.StatusCode.ShouldBe(HttpStatusCode.GatewayTimeout);
        (await response.ErrorCodeAsync()).ShouldBe("timeout_total");
        response.Header("x-aigateway-attempts").ShouldBe("2");
        await _fake.Requests[1].Aborted.WaitAsync(TimeSpan.FromSeconds(15));
    }
}
