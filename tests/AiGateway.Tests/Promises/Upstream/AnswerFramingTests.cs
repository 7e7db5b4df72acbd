using System.Net;
using AiGateway.Fakes;
using AiGateway.Fakes.Raw;
using AiGateway.Tests.Failover;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Promises.Upstream;

/// <summary>Whatever comes beside an answer or instead of one, the next request on the same gateway gets its own.</summary>
[Trait("Promise", "D18")]
public class AnswerFramingTests
{
    private static readonly string Body = PlainBodies.Of(Dialect.OpenAI);
    private static readonly string Whole = $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {Body.Length}\r\n\r\n{Body}";
    private static readonly string Chunked = $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n{Body.Length:x}\r\n{Body}\r\n";
    private static readonly string Next = Whole.Replace("Said in JSON", "Next answer.", StringComparison.Ordinal);

    /// <summary>Good answers, after which the connection serves on.</summary>
    public static TheoryData<string> Kept => new()
    {
        Chunked + "0\r\n\r\n",
        Chunked + "0\r\nX-Checksum: abc\r\nSet-Cookie: a=b\r\n\r\n",
        Chunked.Replace($"{Body.Length:x}\r\n", $"{Body.Length:x};ext=\"1\"\r\n", StringComparison.Ordinal) + "0;last\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\n" + Whole,
        "HTTP/1.1 103 Early Hints\r\nLink: </x>; rel=preload\r\n\r\n" + Whole,
        string.Concat(Enumerable.Repeat("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n", 20)) + Whole,
        "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n" + Chunked + "0\r\nX: y\r\n\r\n",
    };

    /// <summary>No answers at all.</summary>
    public static TheoryData<string> Failed => new()
    {
        "HTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 205 Reset Content\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 304 Not Modified\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n{}\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\n{}\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n{}\r\n0\r\n\r\n",
        Chunked.Replace($"{Body.Length:x}\r\n", $"{Body.Length - 5:x}\r\n", StringComparison.Ordinal) + "0\r\n\r\n",
    };

    [Theory]
    [MemberData(nameof(Kept))]
    public async Task Beside_an_answer_nothing_disturbs_the_next(string first)
    {
        await using var server = RawServer.Answering(first, Next);
        await using var gateway = await Pools.StartAsync(Target.At(server.Origin));

        var one = await gateway.ChatAsync(Pools.Model);
        var two = await gateway.ChatAsync(Pools.Model);

        (await one.TextAsync()).ShouldBe("Said in JSON");
        (await two.TextAsync()).ShouldBe("Next answer.");
        one.Headers.Concat(one.TrailingHeaders).Select(header => header.Key.ToLowerInvariant()).ShouldNotContain(name => name == "x-checksum" || name == "set-cookie" || name == "link");
        server.Connections.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Failed))]
    public async Task Instead_of_an_answer_nothing_disturbs_the_next(string first)
    {
        var served = 0;
        await using var server = RawServer.Start(async connection =>
        {
            while (true)
            {
                await connection.ReadMessageAsync();
                await connection.WriteAsync(Interlocked.Increment(ref served) == 1 ? first : Next);
            }
        });
        await using var gateway = await Pools.StartAsync(Target.At(server.Origin));

        var one = await gateway.ChatAsync(Pools.Model);
        var two = await gateway.ChatAsync(Pools.Model);

        one.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        (await one.ErrorCodeAsync()).ShouldBeOneOf("upstream_malformed", "upstream_reset");
        (await two.TextAsync()).ShouldBe("Next answer.");
        served.ShouldBe(2);
    }

    /// <summary>A second answer that nobody asked for must not become the next request's.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public async Task What_follows_an_answer_unasked_is_nobodys(int pause)
    {
        await using var server = RawServer.Start(async (connection, number) =>
        {
            await connection.ReadMessageAsync();
            if (number > 1)
            {
                await connection.WriteAsync(Next);
            }
            else if (pause == 0)
            {
                await connection.WriteAsync(Whole + Whole.Replace("Said in JSON", "Smuggled in.", StringComparison.Ordinal));
            }
            else
            {
                await connection.WriteAsync(Whole);
                await Task.Delay(pause);
                await connection.WriteAsync(Whole.Replace("Said in JSON", "Smuggled in.", StringComparison.Ordinal));
            }

            await connection.ReadToEndAsync();
        });
        await using var gateway = await Pools.StartAsync(Target.At(server.Origin));

        var one = await gateway.ChatAsync(Pools.Model);
        await Task.Delay(2 * pause);
        var two = await gateway.ChatAsync(Pools.Model);

        (await one.TextAsync()).ShouldBe("Said in JSON");
        (await two.TextAsync()).ShouldBe("Next answer.");
        server.Connections.ShouldBe(2);
    }
}
