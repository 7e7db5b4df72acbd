using System.Net;
using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using AiGateway.Tests.Failover;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Upstream;

/// <summary>Answers without measure: every buffer has its limit.</summary>
public class SizeLimitTests
{
    public static TheoryData<Dialect> Dialects => [.. Enum.GetValues<Dialect>()];

    [Trait("Promise", "D10")]
    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task A_line_without_end_is_left_for_the_next(Dialect dialect)
    {
        await using var endless = await FakeProvider.StartAsync(dialect);
        await using var good = await FakeProvider.StartAsync(dialect);
        await using var gateway = await Pools.StartAsync(endless, good);
        endless.Always(Fault.InfiniteLine());
        good.Always(StreamText.GoodAnswer);

        var response = await gateway.ChatAsync(Pools.Model, stream: true);

        StreamText.ShouldBeClean(await response.Content.ReadAsStringAsync());
        response.Header("x-aigateway-attempts").ShouldBe("2");
        await endless.Requests[0].Aborted.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Trait("Promise", "D10")]
    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task An_event_over_the_limit_names_itself(Dialect dialect)
    {
        await using var provider = await FakeProvider.StartAsync(dialect);
        await using var gateway = await Pools.StartAsync(provider);
        provider.Always(Fault.HugeEvent(2 << 20));

        var response = await gateway.ChatAsync(Pools.Model, stream: true);

        response.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        (await response.ErrorCodeAsync()).ShouldBe("upstream_too_large");
    }

    [Trait("Promise", "D10")]
    [Fact]
    public async Task An_endless_line_after_content_ends_inside_the_stream()
    {
        await using var provider = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await Pools.StartAsync(provider);
        var endless = Fault.InfiniteLine();
        provider.Always(endless with { Frames = [OpenAIFrames.Role, OpenAIFrames.Content("Good "), new WireFrame("data: "u8.ToArray(), TimeSpan.FromMilliseconds(100)), .. endless.Frames!] });

        var response = await gateway.ChatAsync(Pools.Model, stream: true);

        StreamText.ShouldBeBroken(await response.Content.ReadAsStringAsync(), "upstream_too_large");
        await provider.Requests[0].Aborted.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Trait("Promise", "D10")]
    [Fact]
    public async Task A_large_event_below_the_limit_goes_through()
    {
        var stream = OpenAIFrames.Stream(new string('x', 900 * 1024));
        await using var provider = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await Pools.StartAsync(provider);
        provider.Always(Fault.Frames(stream).SplitInto(40_000));

        var response = await gateway.ChatAsync(Pools.Model, stream: true);

        (await response.Content.ReadAsStringAsync()).ShouldBe(stream);
    }

    [Trait("Promise", "D16")]
    [Fact]
    public async Task A_plain_body_over_what_is_held_flows_through()
    {
        var body = Huge(12 << 20);
        await using var provider = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await Pools.StartAsync(provider);
        provider.Always(Fault.Body(200, body));

        var response = await gateway.ChatAsync(Pools.Model);

        (await response.Content.ReadAsStringAsync()).ShouldBe(body);
        response.Content.Headers.ContentLength.ShouldBe(body.Length);
    }

    [Trait("Promise", "D16")]
    [Fact]
    public async Task A_cut_beyond_what_is_held_does_not_look_whole()
    {
        await using var provider = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var spare = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await Pools.StartAsync(provider, spare);
        provider.Always(Fault.Body(200, Huge(12 << 20)) with { Ending = WireEnding.Reset, AnnounceLength = false });

        await Should.ThrowAsync<HttpRequestException>(async () => await gateway.ChatAsync(Pools.Model));

        spare.HeadsSeen.ShouldBe(0);
        await gateway.WaitForLogAsync("Error=upstream_reset");
    }

    [Trait("Promise", "D16")]
    [Fact]
    public async Task A_translated_body_over_the_limit_is_refused()
    {
        await using var provider = await FakeProvider.StartAsync(Dialect.Anthropic);
        await using var gateway = await Pools.StartAsync(provider);
        provider.Always(Fault.Body(200, PlainBodies.Of(Dialect.Anthropic).Replace("Said in JSON", new string('x', 9 << 20), StringComparison.Ordinal)));

        var response = await gateway.ChatAsync(Pools.Model);

        response.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        (await response.ErrorCodeAsync()).ShouldBe("upstream_too_large");
    }

    [Trait("Promise", "D16")]
    [Fact]
    public async Task Of_a_huge_error_body_only_the_beginning_is_read()
    {
        await using var provider = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await Pools.StartAsync(provider);
        provider.Always(Fault.Body(500, new string('e', 4 << 20), "text/plain"));

        var response = await gateway.ChatAsync(Pools.Model);

        response.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        (await response.Content.ReadAsStringAsync()).Length.ShouldBeLessThan(4096);
    }

    private static string Huge(int bytes) => PlainBodies.Of(Dialect.OpenAI).Replace("Said in JSON", new string('x', bytes), StringComparison.Ordinal);
}
