using System.Net;
using AiGateway.Fakes;
using AiGateway.Fakes.Raw;
using AiGateway.Tests.Failover;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Promises.Upstream;

/// <summary>Heads that are made to be reflected, to split an answer, or to fill memory.</summary>
[Trait("Promise", "D24")]
public class HostileHeadTests
{
    private const string Mark = "x-planted";
    private static readonly string Body = PlainBodies.Of(Dialect.OpenAI);

    /// <summary>Heads that are no HTTP, or more of it than any provider sends.</summary>
    public static TheoryData<string> Refused => new()
    {
        Head(": no name"),
        Head("no colon at all"),
        Head($"Content-Length: {Body.Length + 1}"),
        Head("Content-Length: -1"),
        Head("X-Long: " + new string('h', 64 * 1024)),
        Head([.. Enumerable.Range(0, 1_000).Select(i => $"X-Many-{i}: v")]),
        Head([.. Enumerable.Range(0, 1_000).Select(_ => "X-Same: " + new string('v', 60))]),
        "HTTP/1.1 999999 Odd\r\nContent-Length: 2\r\n\r\n{}",
        "HTTP/9.9 200 OK\r\nContent-Length: 2\r\n\r\n{}",
        "HTTP/1.1 200\0OK\r\nContent-Length: 2\r\n\r\n{}",
        "ICY 200 OK\r\n\r\n",
    };

    /// <summary>Heads that can be read one way alone, and whose oddities stay here.</summary>
    public static TheoryData<string> Dropped => new()
    {
        Head($"X-Odd: a\r{Mark}: yes"),
        Head($"X-Odd: a\n{Mark}: yes"),
        Head($"X-Odd: a\r\n {Mark}: folded"),
        Head("X-Odd: a\0planted"),
        Head($"{Mark} : spaced"),
        Head($"Content-Length: {Body.Length}"),
        Head($"{Mark}: yes", "X-AiGateway-Provider: planted", "X-Request-Id: planted", "X-Should-Retry: planted", "Retry-After: 77"),
        Head([.. Enumerable.Range(0, 200).Select(i => $"X-Many-{i}: planted")]),
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_cannot_be_trusted_goes_to_the_next(string answer)
    {
        await using var bad = RawServer.Answering(answer);
        await using var good = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var alone = await Pools.StartAsync(Target.At(bad.Origin));
        await using var gateway = await Pools.StartAsync(Target.At(bad.Origin), Target.To(good));
        good.Always(StreamText.GoodAnswer);

        var refused = await alone.ChatAsync(Pools.Model);
        var rescued = await gateway.ChatAsync(Pools.Model);

        refused.StatusCode.ShouldBe(HttpStatusCode.BadGateway, answer[..Math.Min(answer.Length, 140)]);
        (await refused.ErrorCodeAsync()).ShouldBeOneOf("upstream_reset", "upstream_malformed");
        ShouldReflectNothing(refused);
        (await rescued.TextAsync()).ShouldBe(StreamText.Good);
    }

    [Theory]
    [MemberData(nameof(Dropped))]
    public async Task What_is_only_odd_stays_here(string answer)
    {
        await using var odd = RawServer.Answering(answer);
        await using var gateway = await Pools.StartAsync(Target.At(odd.Origin));

        var response = await gateway.ChatAsync(Pools.Model);

        ShouldReflectNothing(response);
        if (response.StatusCode == HttpStatusCode.OK)
        {
            (await response.Content.ReadAsStringAsync()).ShouldBe(Body);
            response.Content.Headers.ContentLength.ShouldBe(Body.Length);
        }
        else
        {
            response.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        }
    }

    /// <summary>What a media type says beyond its name is dropped with the rest.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_media_type_is_the_gateways_own(bool stream)
    {
        var type = stream ? "text/event-stream" : "application/json";
        var body = stream ? OpenAIFrames.Stream("Said in JSON") : Body;
        await using var odd = RawServer.Answering($"HTTP/1.1 200 OK\r\nContent-Type: {type}; planted=yes\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        await using var gateway = await Pools.StartAsync(Target.At(odd.Origin));

        var response = await gateway.ChatAsync(Pools.Model, stream: stream);

        (await response.Content.ReadAsStringAsync()).ShouldBe(body);
        response.Content.Headers.ContentType!.ToString().ShouldNotContain("planted");
    }

    private static void ShouldReflectNothing(HttpResponseMessage response)
    {
        var all = response.Headers.ToString() + response.Content.Headers + response.TrailingHeaders;
        all.ShouldNotContain("planted", Case.Insensitive);
        all.ShouldNotContain("x-odd", Case.Insensitive);
        all.ShouldNotContain("x-many", Case.Insensitive);
        response.Headers.RetryAfter.ShouldBeNull();
    }

    private static string Head(params string[] headers) =>
        $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {Body.Length}\r\n{string.Concat(headers.Select(header => header + "\r\n"))}\r\n{Body}";
}
