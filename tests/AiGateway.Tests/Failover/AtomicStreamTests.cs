using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using AiGateway.Fakes.Answers;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Failover;

/// <summary>Streams that go out whole or not at all, with keep-alives meanwhile.</summary>
public sealed class AtomicStreamTests : TwoProviders
{
    private const int Cuts = 20;
    private const int Seed = 7;

    [Fact]
    public async Task Every_cut_is_rescued_with_keep_alives_before_one_clean_stream()
    {
        await using var gateway = await StartAsync("50ms");
        var random = new Random(Seed);
        for (var i = 0; i < Cuts; i++)
        {
            var (mark, events) = (Mark(i), random.Next(1, 12));
            var answer = i % 2 == 0 ? StreamText.Long.CutAfter(events) : StreamText.Long.EndAfter(events);
            One.When(request => request.BodyText.Contains(mark, StringComparison.Ordinal), answer.Paced(TimeSpan.FromMilliseconds(40)));
        }

        var streams = new ConcurrentBag<string>();
        await Parallel.ForAsync(0, Cuts, new ParallelOptions { MaxDegreeOfParallelism = Cuts }, async (i, token) =>
        {
            var response = await gateway.ChatAsync("m", Mark(i), stream: true);
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
            streams.Add(await response.Content.ReadAsStringAsync(token));
        });

        streams.Count.ShouldBe(Cuts);
        foreach (var stream in streams)
        {
            StreamText.ShouldBeClean(stream);
            stream.ShouldNotContain("a1");
        }

        streams.Count(stream => stream.StartsWith(':')).ShouldBeGreaterThan(Cuts / 2);
        (One.HeadsSeen, Two.HeadsSeen).ShouldBe((Cuts, Cuts));
    }

    [Fact]
    public async Task A_failure_after_a_keep_alive_is_told_in_the_stream()
    {
        await using var gateway = await StartAsync("30ms");
        One.Always(StreamText.Long.EndAfter(StreamText.Midway).Paced(TimeSpan.FromMilliseconds(40)));
        Two.Always(StreamText.Long.EndAfter(StreamText.Midway).Paced(TimeSpan.FromMilliseconds(40)));

        var response = await gateway.ChatAsync("m", stream: true);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var stream = await response.Content.ReadAsStringAsync();
        stream.ShouldStartWith(":");
        StreamText.ShouldBeBroken(stream, "upstream_incomplete");
        Chat.Events(stream).ShouldHaveSingleItem();
        (One.HeadsSeen, Two.HeadsSeen).ShouldBe((1, 1));
    }

    [Fact]
    public async Task A_failure_before_any_keep_alive_keeps_its_status()
    {
        await using var gateway = await StartAsync("0s");
        One.Always(StreamText.Long.EndAfter(StreamText.Midway));
        Two.Always(StreamText.Long.EndAfter(StreamText.Midway));

        var response = await gateway.ChatAsync("m", stream: true);

        response.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        (await response.ErrorCodeAsync()).ShouldBe("upstream_incomplete");
    }

    /// <summary>The gateway holds 8 MiB of a stream and lets it go then: beyond them a cut cannot be undone.</summary>
    [Theory]
    [InlineData(100, true)]
    [InlineData(140, false)]
    public async Task What_is_too_large_to_hold_goes_out(int pieces, bool isRescued)
    {
        await using var gateway = await StartAsync("0s");
        var piece = new string('x', 64 * 1024);
        One.Always(FakeAnswer.Text([.. Enumerable.Repeat(piece, pieces + 10)]).EndAfter(pieces));

        var stream = await (await gateway.ChatAsync("m", stream: true)).Content.ReadAsStringAsync();

        if (isRescued)
        {
            StreamText.ShouldBeClean(stream);
        }
        else
        {
            Chat.StreamedText(stream).Length.ShouldBe((pieces - 1) * piece.Length);
            StreamText.ErrorCode(stream).ShouldBe("upstream_incomplete");
            Two.HeadsSeen.ShouldBe(0);
        }
    }

    private static string Mark(int number) => string.Create(CultureInfo.InvariantCulture, $"cut {number}.");

    private Task<TestGateway> StartAsync(string keepAlive) =>
        Engines.StartAsync(new { m = new { Targets = Engines.Tiers(2), Stream = new { Mode = "Atomic" }, KeepAlive = keepAlive, MaxRetries = 0 } }, One, Two);
}
