using System.Net;
using System.Text;
using AiGateway.Fakes.Answers;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Failover;

/// <summary>Streams whose beginning is held back: what is cut within it is rescued, and nobody waits for the rest.</summary>
public sealed class HeldStreamTests : TwoProviders
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(30);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_cut_within_the_held_bytes_is_rescued(bool reset)
    {
        await using var gateway = await StartAsync(new { Mode = "Held", HoldBytes = 100_000, HoldTime = "1m" });
        One.Always(Cut(reset).Paced(Pace));

        var response = await gateway.ChatAsync("m", stream: true);

        var stream = await response.Content.ReadAsStringAsync();
        StreamText.ShouldBeClean(stream);
        stream.ShouldNotContain("a1");
        (response.Header("x-aigateway-provider"), response.Header("x-aigateway-attempts")).ShouldBe(("p2", "2"));
    }

    [Theory]
    [InlineData(true, "upstream_reset")]
    [InlineData(false, "upstream_incomplete")]
    public async Task A_cut_after_them_ends_in_an_error_event(bool reset, string code)
    {
        await using var gateway = await StartAsync(new { Mode = "Held", HoldBytes = 300, HoldTime = "1m" });
        One.Always(Cut(reset).Paced(Pace));

        var stream = await (await gateway.ChatAsync("m", stream: true)).Content.ReadAsStringAsync();

        StreamText.ShouldBeBroken(stream, code);
        Chat.StreamedText(stream).ShouldStartWith("a1 b2 ");
        Two.HeadsSeen.ShouldBe(0);
    }

    [Fact]
    public async Task A_slow_stream_is_let_go_in_time()
    {
        await using var gateway = await StartAsync(new { Mode = "Held", HoldBytes = 1_000_000, HoldTime = "100ms" });
        One.Always(StreamText.Long.StallAfter(StreamText.Midway));

        using var response = await gateway.StreamAsync("m");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        await using var body = await response.Content.ReadAsStreamAsync();
        (await ReadUntilAsync(body, "f6 ")).ShouldContain("a1 ");
        Two.HeadsSeen.ShouldBe(0);
    }

    [Fact]
    public async Task What_follows_the_held_part_flows_on()
    {
        await using var gateway = await StartAsync(new { Mode = "Held", HoldBytes = 1_000_000, HoldTime = "80ms" });
        One.Always(StreamText.Long.Paced(Pace));

        var stream = await (await gateway.ChatAsync("m", stream: true)).Content.ReadAsStringAsync();

        StreamText.ShouldBeClean(stream, "a1 b2 c3 d4 e5 f6 g7 h8 i9 j10");
        Two.HeadsSeen.ShouldBe(0);
    }

    [Fact]
    public async Task Keep_alives_fill_the_time_of_holding()
    {
        await using var gateway = await StartAsync(new { Mode = "Held", HoldBytes = 1_000_000, HoldTime = "1m" }, keepAlive: "40ms");
        One.Always(StreamText.Long.Paced(Pace));

        var response = await gateway.ChatAsync("m", stream: true);

        var stream = await response.Content.ReadAsStringAsync();
        stream[..stream.IndexOf("data:", StringComparison.Ordinal)].Split("\n\n").Length.ShouldBeGreaterThan(2, stream);
        StreamText.ShouldBeClean(stream, "a1 b2 c3 d4 e5 f6 g7 h8 i9 j10");
        stream.ShouldContain(": x-aigateway-provider=p1 ");
    }

    private static FakeAnswer Cut(bool reset) => reset ? StreamText.Long.CutAfter(StreamText.Midway) : StreamText.Long.EndAfter(StreamText.Midway);

    private static async Task<string> ReadUntilAsync(Stream body, string text)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var seen = new StringBuilder();
        var buffer = new byte[4096];
        while (!seen.ToString().Contains(text, StringComparison.Ordinal))
        {
            var read = await body.ReadAsync(buffer, limit.Token);
            read.ShouldBeGreaterThan(0, seen.ToString());
            seen.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }

        return seen.ToString();
    }

    private Task<TestGateway> StartAsync(object stream, string keepAlive = "0s") =>
        Engines.StartAsync(new { m = new { Targets = Engines.Tiers(2), Stream = stream, KeepAlive = keepAlive, MaxRetries = 0 } }, One, Two);
}
