using System.Globalization;
using System.Net;
using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using Xunit.Abstractions;

namespace AiGateway.Tests.Failover;

/// <summary>A provider in trouble is not given more to do, and a peer that is well takes over.</summary>
public sealed class FailureStormTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Requests = 300;

    private FakeProvider _bad = null!;
    private FakeProvider _well = null!;

    public async Task InitializeAsync()
    {
        _bad = await FakeProvider.StartAsync(Dialect.OpenAI);
        _well = await FakeProvider.StartAsync(Dialect.OpenAI);
        _well.Always(StreamText.GoodAnswer);
    }

    public async Task DisposeAsync()
    {
        await _bad.DisposeAsync();
        await _well.DisposeAsync();
    }

    /// <summary>All as it is by default but the cap of waits, so that nobody waits for the end of the rest.</summary>
    [Fact]
    [Trait("Promise", "D13")]
    public async Task With_default_options_a_target_that_always_fails_rests_before_its_tenth_failure()
    {
        await using var gateway = await Engines.StartAsync(new { }, new { m = new { Targets = Engines.Tiers(1), RetryAfterCap = "300ms" } }, _bad);
        _bad.Always(Fault.Status(500));

        for (var i = 0; i < Requests; i++)
        {
            var response = await gateway.ChatAsync("m", stream: i % 2 == 0);
            response.StatusCode.ShouldBeOneOf(HttpStatusCode.InternalServerError, HttpStatusCode.ServiceUnavailable);
        }

        gateway.LogLines.ShouldContain(line => line.Contains("The target p1/gpt-4o-mini rests", StringComparison.Ordinal));
        output.WriteLine($"{_bad.HeadsSeen} of {Requests} requests reached it.");
        _bad.HeadsSeen.ShouldBeLessThan(10);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [Trait("Promise", "D13")]
    public async Task Repeats_are_a_tenth_of_the_requests_even_where_nothing_rests(int atATime)
    {
        await using var gateway = await Engines.StartAsync(
            new { Cooldown = new { Failures = 1000, Share = 1, Window = "5m" } },
            new { m = new { Targets = Engines.Tiers(1), RetryDelay = "0s" } },
            _bad);

        // One success within the window, and failures are never all there is: nothing rests.
        _bad.Next(Fault.Status(500), StreamText.GoodAnswer).Always(Fault.Status(500));
        (await (await gateway.ChatAsync("m")).SpokenAsync(stream: false)).ShouldBe(StreamText.Good);

        await Parallel.ForAsync(0, Requests, new ParallelOptions { MaxDegreeOfParallelism = atATime }, async (i, _) =>
            (await gateway.ChatAsync("m", stream: i % 2 == 0)).StatusCode.ShouldBe(HttpStatusCode.InternalServerError));

        output.WriteLine($"{_bad.HeadsSeen} calls for {Requests + 1} requests.");
        _bad.HeadsSeen.ShouldBeInRange(Requests + 3, (int)(1.1 * (Requests + 1)) + 3);
    }

    [Fact]
    [Trait("Promise", "D14")]
    public async Task A_flapping_target_beside_one_that_is_well_costs_no_request()
    {
        await using var gateway = await Engines.StartAsync(new { }, new { m = new { Targets = new[] { "p1/gpt-4o-mini", "p2/gpt-4o-mini" } } }, _bad, _well);
        var calls = 0;
        _bad.When(_ => Interlocked.Increment(ref calls) % 2 == 0, Fault.Status(500)).Always(StreamText.GoodAnswer);

        var good = 0;
        await Parallel.ForAsync(0, Requests, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) =>
        {
            var response = await gateway.ChatAsync("m", stream: i % 2 == 0);
            if (response.StatusCode == HttpStatusCode.OK && await response.SpokenAsync(i % 2 == 0) == StreamText.Good)
            {
                Interlocked.Increment(ref good);
            }
        });

        var further = _bad.HeadsSeen + _well.HeadsSeen - Requests;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{good} of {Requests} answered, with {further} further calls; {_bad.HeadsSeen} reached the one that flaps."));
        good.ShouldBeGreaterThanOrEqualTo((int)(0.95 * Requests));
        further.ShouldBeLessThanOrEqualTo((int)(0.1 * Requests) + 3);
    }
}
