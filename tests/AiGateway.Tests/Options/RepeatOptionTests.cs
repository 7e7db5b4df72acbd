using System.Diagnostics;
using System.Net;
using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using AiGateway.Tests.Failover;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Options;

/// <summary>What a model's fields about repeats change.</summary>
public sealed class RepeatOptionTests : IAsyncLifetime
{
    private FakeProvider _one = null!;
    private FakeProvider _two = null!;
    private FakeProvider _three = null!;

    public async Task InitializeAsync()
    {
        _one = (await FakeProvider.StartAsync(Dialect.OpenAI)).Always(Fault.Status(500));
        _two = (await FakeProvider.StartAsync(Dialect.OpenAI)).Always(Fault.Status(500));
        _three = (await FakeProvider.StartAsync(Dialect.OpenAI)).Always(Fault.Status(500));
    }

    public async Task DisposeAsync()
    {
        await _one.DisposeAsync();
        await _two.DisposeAsync();
        await _three.DisposeAsync();
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(4, 5)]
    [Proves("Gateway:Models:*:MaxRetries")]
    public async Task MaxRetries_is_how_often_a_target_is_asked_again(int retries, int calls)
    {
        await using var gateway = await StartAsync(new { Targets = Engines.Tiers(1), MaxRetries = retries, RetryDelay = "1ms" });

        (await gateway.ChatAsync("m")).StatusCode.ShouldBe(HttpStatusCode.InternalServerError);

        _one.HeadsSeen.ShouldBe(calls);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(4, 4)]
    [InlineData(50, 6)]
    [Proves("Gateway:Models:*:MaxAttempts")]
    public async Task MaxAttempts_is_the_most_calls_of_a_request(int most, int calls)
    {
        await using var gateway = await StartAsync(new { Targets = Engines.Tiers(3), MaxAttempts = most, RetryDelay = "0s" });

        (await gateway.ChatAsync("m")).StatusCode.ShouldBe(HttpStatusCode.InternalServerError);

        (_one.HeadsSeen + _two.HeadsSeen + _three.HeadsSeen).ShouldBe(calls);
    }

    [Theory]
    [InlineData("10s", true)]
    [InlineData("100ms", false)]
    [Proves("Gateway:Models:*:RetryAfterCap")]
    public async Task RetryAfterCap_is_the_longest_wait_on_a_providers_word(string cap, bool waits)
    {
        _one.Next(Fault.Status(503, ("retry-after-ms", "500"))).Always(FakeAnswer.Text("after the wait"));
        await using var gateway = await StartAsync(new { Targets = Engines.Tiers(1), RetryAfterCap = cap, RetryDelay = "0s" });

        var response = await gateway.ChatAsync("m");

        response.StatusCode.ShouldBe(waits ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable);
        _one.HeadsSeen.ShouldBe(waits ? 2 : 1);
    }

    /// <summary>Each pause is drawn between nothing and the longest: of eight, all under a tenth of a second would be one chance in some millions.</summary>
    [Theory]
    [InlineData("0s", false)]
    [InlineData("600ms", true)]
    [Proves("Gateway:Models:*:RetryDelay")]
    public async Task RetryDelay_spreads_the_repeats(string delay, bool pauses)
    {
        await using var gateway = await StartAsync(new { Targets = Engines.Tiers(1), RetryDelay = delay });

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => gateway.ChatAsync("m", $"request {i}.")));

        var gaps = _one.Requests.GroupBy(request => request.BodyText).Select(calls => Stopwatch.GetElapsedTime(calls.First().ArrivedAt, calls.Last().ArrivedAt)).ToList();
        gaps.Count.ShouldBe(8);
        if (pauses)
        {
            gaps.Max().ShouldBeGreaterThan(TimeSpan.FromMilliseconds(100));
        }
        else
        {
            gaps.Min().ShouldBeLessThan(TimeSpan.FromMilliseconds(100));
        }
    }

    private Task<TestGateway> StartAsync(object model) => Engines.StartAsync(new { m = model }, _one, _two, _three);
}
