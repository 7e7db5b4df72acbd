using System.Diagnostics;
using System.Net;
using AiGateway.Fakes.Answers;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Failover;

/// <summary>What failures make of the requests to come, and what does not count as one.</summary>
public sealed class RestingTargetTests : TwoProviders
{
    private const int Crowd = 50;

    [Fact]
    public async Task After_some_failures_requests_go_straight_to_the_next()
    {
        await using var gateway = await StartAsync(3, "10m");
        One.Always(Fault.Status(500));

        var attempts = new List<string?>();
        for (var i = 0; i < 8; i++)
        {
            attempts.Add((await gateway.ChatAsync("m")).Header("x-aigateway-attempts"));
        }

        attempts.ShouldBe(["2", "2", "2", "1", "1", "1", "1", "1"]);
        gateway.LogLines.Count(line => line.Contains("The target p1/gpt-4o-mini rests", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task After_the_rest_one_of_fifty_tries_it_and_the_others_do_not_wait()
    {
        await using var gateway = await StartAsync(1, "100ms");
        One.Next(Fault.Status(500)).Always(Fault.Silent);
        await gateway.ChatAsync("m");
        await Task.Delay(150);

        var all = Enumerable.Range(0, Crowd).Select(_ => gateway.ChatAsync("m")).ToList();
        for (var answered = 0; answered < Crowd - 1; answered++)
        {
            var next = await Task.WhenAny(all);
            all.Remove(next);
            (await next).Header("x-aigateway-provider").ShouldBe("p2");
        }

        One.HeadsSeen.ShouldBe(2);
        gateway.Client.CancelPendingRequests();
        await Should.ThrowAsync<OperationCanceledException>(all.ShouldHaveSingleItem());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_trial_that_succeeds_ends_the_rest_and_is_logged(bool stream)
    {
        await using var gateway = await StartAsync(1, "100ms");
        One.Next(Fault.Status(500)).Always(FakeAnswer.Text("well again"));
        await gateway.ChatAsync("m");
        await Task.Delay(150);

        (await (await gateway.ChatAsync("m", stream: stream)).SpokenAsync(stream)).ShouldBe("well again");

        await gateway.WaitForLogAsync("The target p1/gpt-4o-mini answers again");
        (await (await gateway.ChatAsync("m")).TextAsync()).ShouldBe("well again");
        gateway.LogLines.Count(line => line.Contains("answers again", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_caller_that_leaves_is_no_failure(bool begun)
    {
        await using var gateway = await StartAsync(1, "10m");
        One.Next(begun ? StreamText.Long.StallAfter(StreamText.Midway) : Fault.Silent).Always(FakeAnswer.Text("still asked"));
        using (var leaving = new CancellationTokenSource())
        {
            var asking = gateway.StreamAsync("m", token: leaving.Token);
            var request = await One.WaitForRequestAsync();
            if (begun)
            {
                (await asking).Dispose();
            }

            await leaving.CancelAsync();
            await request.Aborted.WaitAsync(TimeSpan.FromSeconds(20));
        }

        await gateway.WaitForLogAsync("client_closed_request");

        (await (await gateway.ChatAsync("m")).TextAsync()).ShouldBe("still asked");
    }

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(422)]
    public async Task The_callers_own_fault_is_no_failure(int status)
    {
        await using var gateway = await StartAsync(1, "10m");
        One.Always(Fault.Status(status));

        for (var i = 0; i < 5; i++)
        {
            ((int)(await gateway.ChatAsync("m")).StatusCode).ShouldBe(status);
        }

        One.HeadsSeen.ShouldBe(5);
    }

    [Fact]
    public async Task Where_all_rest_a_request_waits_for_the_first_that_comes_back()
    {
        await using var gateway = await OneAsync("500ms", "10s");
        One.Next(Fault.Status(500)).Always(StreamText.GoodAnswer);
        await gateway.ChatAsync("m");

        var waited = await gateway.ChatAsync("m");

        (await waited.TextAsync()).ShouldBe(StreamText.Good);
        waited.Header("x-aigateway-attempts").ShouldBe("1");
        Stopwatch.GetElapsedTime(One.Requests[0].ArrivedAt, One.Requests[1].ArrivedAt).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(500));
    }

    [Fact]
    public async Task Where_the_rest_is_longer_than_that_the_caller_is_told_at_once()
    {
        await using var gateway = await OneAsync("10m", "10s");
        One.Always(Fault.Status(500));
        await gateway.ChatAsync("m");

        var quickest = TimeSpan.MaxValue;
        for (var i = 0; i < 20; i++)
        {
            var watch = Stopwatch.StartNew();
            var refused = await gateway.ChatAsync("m", stream: i % 2 == 0);
            quickest = watch.Elapsed < quickest ? watch.Elapsed : quickest;

            refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            (await refused.ErrorCodeAsync()).ShouldBe("no_healthy_target");
            int.Parse(refused.Header("retry-after")!).ShouldBeInRange(500, 600);
            refused.Header("x-should-retry").ShouldBe("false");
        }

        quickest.ShouldBeLessThan(TimeSpan.FromMilliseconds(250));
        One.HeadsSeen.ShouldBe(1);
    }

    private Task<TestGateway> StartAsync(int failures, string rest) => Engines.StartAsync(
        new { Cooldown = new { Failures = failures, Rest = rest, MaxRest = "10m" } },
        new { m = new { Targets = Engines.Tiers(2), MaxRetries = 0 } },
        One,
        Two);

    private Task<TestGateway> OneAsync(string rest, string cap) => Engines.StartAsync(
        new { Cooldown = new { Failures = 1, Rest = rest, MaxRest = "10m" } },
        new { m = new { Targets = Engines.Tiers(1), MaxRetries = 0, RetryAfterCap = cap } },
        One);
}
