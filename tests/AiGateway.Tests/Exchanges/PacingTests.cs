using System.Diagnostics;
using System.Text;
using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using AiGateway.Tests.Failover;
using Xunit.Abstractions;

namespace AiGateway.Tests.Exchanges;

/// <summary>When what reaches a caller: events as they come, and keep-alives between them.</summary>
public class PacingTests(ITestOutputHelper output)
{
    public static TheoryData<Dialect> Dialects => [.. Enum.GetValues<Dialect>()];

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Each_event_arrives_when_it_was_sent(Dialect dialect)
    {
        await using var provider = await FakeProvider.StartAsync(dialect);
        await using var gateway = await Pools.StartAsync(provider);
        provider.Always(FakeAnswer.Text("one ", "two ", "three ", "four ", "five").Paced(TimeSpan.FromMilliseconds(200)));

        using var response = await gateway.StreamAsync(Pools.Model);
        var arrivals = await ArrivalsAsync(response, ["one ", "two ", "three ", "four ", "five"]);

        var gaps = arrivals.Zip(arrivals.Skip(1), (a, b) => b - a).ToList();
        output.WriteLine($"{dialect}: {string.Join(", ", gaps.Select(gap => $"{gap.TotalMilliseconds:0} ms"))}");
        gaps.ShouldAllBe(gap => gap > TimeSpan.FromMilliseconds(60) && gap < TimeSpan.FromMilliseconds(1500));
        (arrivals[^1] - arrivals[0]).ShouldBeGreaterThan(TimeSpan.FromMilliseconds(600));
    }

    [Fact]
    public async Task A_keep_alive_never_falls_into_an_event()
    {
        await using var provider = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await Pools.StartAsync(new Knobs { KeepAlive = "50ms" }, provider);
        var half = OpenAIFrames.Content("second").Length / 2;
        provider.Always(Fault.Frames(
            OpenAIFrames.Role,
            OpenAIFrames.Content("first "),
            new WireFrame(Encoding.UTF8.GetBytes(OpenAIFrames.Content("second")[..half]), TimeSpan.FromMilliseconds(50)),
            new WireFrame(Encoding.UTF8.GetBytes(OpenAIFrames.Content("second")[half..]), TimeSpan.FromMilliseconds(500)),
            new WireFrame(Encoding.UTF8.GetBytes(OpenAIFrames.Finish + OpenAIFrames.Done), TimeSpan.FromMilliseconds(300))));

        var response = await gateway.ChatAsync(Pools.Model, stream: true);

        var stream = await response.Content.ReadAsStringAsync();
        StreamText.ShouldBeClean(stream, "first second");
        var frames = stream.Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        frames.Count(frame => frame.StartsWith(':')).ShouldBeGreaterThan(3);
        frames.ShouldAllBe(frame => frame.StartsWith(':') || (frame.StartsWith("data: ", StringComparison.Ordinal) && !frame.Contains('\n', StringComparison.Ordinal)));
        string.Concat(frames.Where(frame => !frame.StartsWith(':')).Select(frame => frame + "\n\n")).ShouldBe(
            OpenAIFrames.Role + OpenAIFrames.Content("first ") + OpenAIFrames.Content("second") + OpenAIFrames.Finish + OpenAIFrames.Done);
    }

    [Fact]
    public async Task Zero_turns_keep_alives_off()
    {
        await using var provider = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await Pools.StartAsync(new Knobs { KeepAlive = "0s" }, provider);
        provider.Always(Fault.Frames(OpenAIFrames.Stream("late")).After(TimeSpan.FromMilliseconds(400)));

        var response = await gateway.ChatAsync(Pools.Model, stream: true);

        (await response.Content.ReadAsStringAsync()).ShouldBe(OpenAIFrames.Stream("late"));
        (await gateway.WaitForRequestLogAsync(response)).ShouldNotContain("KeepAlives");
    }

    [Fact]
    public async Task A_plain_answer_gets_none()
    {
        await using var slow = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await Pools.StartAsync(new Knobs { KeepAlive = "50ms" }, slow);
        slow.Next(Fault.Body(200, PlainBodies.Of(Dialect.OpenAI)).After(TimeSpan.FromMilliseconds(400)), Fault.Status(503).After(TimeSpan.FromMilliseconds(400)));

        var good = await gateway.ChatAsync(Pools.Model);
        var bad = await gateway.ChatAsync(Pools.Model);

        (await good.Content.ReadAsStringAsync()).ShouldBe(PlainBodies.Of(Dialect.OpenAI));
        ((int)bad.StatusCode).ShouldBe(503);
    }

    [Fact]
    public async Task A_fast_stream_gets_none()
    {
        await using var provider = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await Pools.StartAsync(new Knobs { KeepAlive = "5s" }, provider);
        provider.Always(Fault.Frames(OpenAIFrames.Stream("quick")));

        var response = await gateway.ChatAsync(Pools.Model, stream: true);

        (await response.Content.ReadAsStringAsync()).ShouldBe(OpenAIFrames.Stream("quick"));
    }

    private static async Task<List<TimeSpan>> ArrivalsAsync(HttpResponseMessage response, IReadOnlyList<string> pieces)
    {
        var watch = Stopwatch.StartNew();
        var arrivals = new List<TimeSpan>();
        var text = new StringBuilder();
        var buffer = new byte[4096];
        await using var body = await response.Content.ReadAsStreamAsync();
        while (arrivals.Count < pieces.Count && await body.ReadAsync(buffer) is var count and > 0)
        {
            text.Append(Encoding.UTF8.GetString(buffer, 0, count));
            while (arrivals.Count < pieces.Count && text.ToString().Contains(pieces[arrivals.Count], StringComparison.Ordinal))
            {
                arrivals.Add(watch.Elapsed);
            }
        }

        return arrivals;
    }
}
