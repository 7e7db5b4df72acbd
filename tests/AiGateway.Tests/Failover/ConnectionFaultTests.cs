using System.Diagnostics;
using System.Net;
using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using AiGateway.Fakes.Raw;
using AiGateway.Fakes.Toxic;
using AiGateway.Tests.Hosting;
using Xunit.Abstractions;

namespace AiGateway.Tests.Failover;

/// <summary>Connections that do not come to stand, or break before a whole answer came (promises D1, D2, D6).</summary>
public class ConnectionFaultTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Refused_goes_to_the_next(bool stream)
    {
        using var closed = new ClosedPort();
        await using var good = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await Pools.StartAsync(Target.At(closed.Origin), Target.To(good));
        good.Always(StreamText.GoodAnswer);

        var response = await gateway.ChatAsync(Pools.Model, stream: stream);

        var body = await response.Content.ReadAsStringAsync();
        (stream ? Chat.StreamedText(body) : await response.TextAsync()).ShouldBe(StreamText.Good);
        response.Header("x-aigateway-attempts").ShouldBe("2");
        response.Header("x-aigateway-provider").ShouldBe("p2");
    }

    [Fact]
    public async Task All_refused_is_said_at_once()
    {
        using var closed = new ClosedPort();
        using var other = new ClosedPort();
        await using var gateway = await Pools.StartAsync(Target.At(closed.Origin), Target.At(other.Origin));
        await gateway.ChatAsync(Pools.Model);

        var watch = Stopwatch.StartNew();
        var response = await gateway.ChatAsync(Pools.Model, stream: true);

        output.WriteLine($"All refused, answered after {watch.ElapsedMilliseconds} ms.");
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(2));
        response.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        (await response.ErrorCodeAsync()).ShouldBe("upstream_refused");
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        response.Header("x-aigateway-attempts").ShouldBe("2");
        response.Header("x-should-retry").ShouldBe("false");
    }

    [Fact]
    public async Task A_connection_that_does_not_stand_in_time_goes_to_the_next()
    {
        using var hole = new BlackHole();
        await using var good = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await Pools.StartAsync(new Knobs { Connect = "400ms" }, Target.At(hole.Origin), Target.To(good));

        var watch = Stopwatch.StartNew();
        var response = await gateway.ChatAsync(Pools.Model);

        output.WriteLine($"With a connect time of 400 ms answered after {watch.ElapsedMilliseconds} ms.");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Header("x-aigateway-provider").ShouldBe("p2");
        watch.Elapsed.ShouldBeInRange(TimeSpan.FromMilliseconds(350), TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task The_connect_timer_names_itself()
    {
        using var hole = new BlackHole();
        await using var gateway = await Pools.StartAsync(new Knobs { Connect = "200ms" }, Target.At(hole.Origin));

        var response = await gateway.ChatAsync(Pools.Model);

        response.StatusCode.ShouldBe(HttpStatusCode.GatewayTimeout);
        (await response.ErrorCodeAsync()).ShouldBe("timeout_connect");
        (await response.Content.ReadAsStringAsync()).ShouldContain("0.2 s");
    }

    [Trait("Promise", "D21")]
    [Fact]
    public async Task A_server_that_does_not_speak_TLS_is_told_apart()
    {
        await using var plain = RawServer.Start(connection => connection.WriteAsync("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"));
        await using var gateway = await Pools.StartAsync(Target.At(new Uri($"https://127.0.0.1:{plain.Port}")));

        var response = await gateway.ChatAsync(Pools.Model);

        response.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        (await response.ErrorCodeAsync()).ShouldBe("upstream_tls");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Reset_before_any_answer_goes_to_the_next(bool stream)
    {
        await using var bad = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var good = await FakeProvider.StartAsync(Dialect.Anthropic);
        await using var gateway = await Pools.StartAsync(bad, good);
        bad.Always(Fault.ResetBeforeAnswer);
        good.Always(StreamText.GoodAnswer);

        var response = await gateway.ChatAsync(Pools.Model, stream: stream);

        var body = await response.Content.ReadAsStringAsync();
        (stream ? Chat.StreamedText(body) : await response.TextAsync()).ShouldBe(StreamText.Good);
        bad.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(Dialect.OpenAI)]
    [InlineData(Dialect.Anthropic)]
    [InlineData(Dialect.Gemini)]
    [InlineData(Dialect.Mistral)]
    public async Task A_body_cut_in_the_middle_is_never_a_short_200(Dialect dialect)
    {
        await using var bad = await FakeProvider.StartAsync(dialect);
        await using var gateway = await Pools.StartAsync(bad);
        bad.Next(FakeAnswer.Honest.CutAfter(1), FakeAnswer.Honest.EndAfter(1));

        var cut = await gateway.ChatAsync(Pools.Model);
        var ended = await gateway.ChatAsync(Pools.Model);

        cut.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        (await cut.ErrorCodeAsync()).ShouldBe("upstream_reset");
        ended.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        ended.Header("x-should-retry").ShouldBe("false");
    }

    [Fact]
    public async Task A_body_shorter_than_announced_goes_to_the_next()
    {
        await using var bad = RawServer.Answering("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{\"choices\":[");
        await using var good = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await Pools.StartAsync(Target.At(bad.Origin), Target.To(good));
        good.Always(StreamText.GoodAnswer);

        var response = await gateway.ChatAsync(Pools.Model);

        (await response.TextAsync()).ShouldBe(StreamText.Good);
        response.Header("x-aigateway-attempts").ShouldBe("2");
    }

    [Trait("Promise", "D18")]
    [Theory]
    [InlineData("this is not HTTP at all\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 7\r\n\r\nhello")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nno colon here\r\n\r\n{}")]
    public async Task Broken_HTTP_goes_to_the_next(string answer)
    {
        await using var bad = RawServer.Answering(answer);
        await using var good = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await Pools.StartAsync(Target.At(bad.Origin), Target.To(good));
        good.Always(StreamText.GoodAnswer);

        var response = await gateway.ChatAsync(Pools.Model);

        (await response.TextAsync()).ShouldBe(StreamText.Good);
        good.Requests.Count.ShouldBe(1);
    }

    [Trait("Promise", "D20")]
    [Fact]
    public async Task A_pooled_connection_that_dies_between_requests_costs_no_request()
    {
        await using var provider = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var proxy = ToxicProxy.Start(provider.Port);
        await using var gateway = await Pools.StartAsync(new Target(
            new { Type = "OpenAI", BaseUrl = new Uri(proxy.Origin, "/v1").AbsoluteUri, ApiKeys = new[] { provider.Key }, AllowPrivateNetwork = true }, "gpt-4o-mini"));

        for (var i = 0; i < 5; i++)
        {
            (await gateway.ChatAsync(Pools.Model)).StatusCode.ShouldBe(HttpStatusCode.OK);
            proxy.CutAll();
            for (var wait = 0; proxy.Open > 0 && wait < 100; wait++)
            {
                await Task.Delay(10);
            }
        }

        provider.Requests.Count.ShouldBe(5);
    }
}
