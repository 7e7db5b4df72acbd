using System.Text;
using AiGateway.Fakes.Raw;

namespace AiGateway.Tests.Promises;

/// <summary>G9: heads that two servers might read differently. Each carries a second request that only the other reading would find.</summary>
public sealed class FramingTests(InputBench bench) : IClassFixture<InputBench>
{
    private static readonly string Smuggled = RawRequest.Post(RawRequest.GoodChat);

    private static readonly string Chunked = $"{Encoding.UTF8.GetByteCount(RawRequest.GoodChat):x}\r\n{RawRequest.GoodChat}\r\n0\r\n\r\n";

    private static readonly Dictionary<string, string> Requests = new(StringComparer.Ordinal)
    {
        ["both length and chunks"] = Head("Content-Length: 5", "Transfer-Encoding: chunked") + Chunked + Smuggled,
        ["both chunks and length"] = Head("Transfer-Encoding: chunked", "Content-Length: 5") + Chunked + Smuggled,
        ["two lengths"] = Head("Content-Length: 5", "Content-Length: 500") + RawRequest.GoodChat + Smuggled,
        ["a list of lengths"] = Head("Content-Length: 5, 500") + RawRequest.GoodChat + Smuggled,
        ["a negative length"] = Head("Content-Length: -1") + RawRequest.GoodChat,
        ["a hexadecimal length"] = Head("Content-Length: 0x5") + RawRequest.GoodChat + Smuggled,
        ["an unknown coding"] = Head("Transfer-Encoding: xchunked") + Chunked + Smuggled,
        ["chunked not last"] = Head("Transfer-Encoding: chunked, gzip") + Chunked + Smuggled,
        ["two codings"] = Head("Transfer-Encoding: chunked", "Transfer-Encoding: identity") + Chunked + Smuggled,
        ["a bare line feed in a chunk extension"] = Head("Transfer-Encoding: chunked") + "5;x\nyyyyy\r\n" + Chunked + Smuggled,
        ["a chunk size that is none"] = Head("Transfer-Encoding: chunked") + "zz\r\n" + Chunked + Smuggled,
        ["a chunk size beyond all bounds"] = Head("Transfer-Encoding: chunked") + "fffffffffffffffff\r\n" + Chunked + Smuggled,
        ["a folded header"] = Head("x-a: b\r\n c") + RawRequest.GoodChat + Smuggled,
        ["a blank before the colon"] = Head("Content-Length : 5") + RawRequest.GoodChat + Smuggled,
        ["a blank before the name"] = Head(" Content-Length: 5") + RawRequest.GoodChat + Smuggled,
        ["no colon"] = Head("Content-Length 5") + RawRequest.GoodChat + Smuggled,
        ["two hosts"] = Head("Host: evil.example", "Content-Length: 5") + RawRequest.GoodChat + Smuggled,
        ["no host"] = $"POST {RawRequest.ChatPath} HTTP/1.1\r\nContent-Length: 5\r\n\r\n" + RawRequest.GoodChat + Smuggled,
        ["another host in an absolute target"] = RawRequest.Head($"POST http://evil.example{RawRequest.ChatPath} HTTP/1.1", "Content-Length: 5") + RawRequest.GoodChat + Smuggled,
        ["a NUL in a value"] = Head("x-a: b\0c", "Content-Length: 5") + RawRequest.GoodChat + Smuggled,
        ["a version that is none"] = $"POST {RawRequest.ChatPath} HTTP/1.9\r\nHost: a\r\n\r\n" + Smuggled,
        ["a blank in the target"] = RawRequest.Head("POST /v1/chat completions HTTP/1.1", "Content-Length: 5") + RawRequest.GoodChat + Smuggled,
    };

    public static TheoryData<string> Names => [.. Requests.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Is_refused_and_ends_the_connection(string name)
    {
        using var connection = await RawClient.ConnectAsync(bench.Port);
        await connection.WriteAsync(Requests[name]);

        var all = Encoding.Latin1.GetString(await connection.ReadToEndAsync());

        all.ShouldStartWith(name == "a version that is none" ? "HTTP/1.1 505" : "HTTP/1.1 400");
        // One answer, and no second one for what was hidden behind the first.
        all.Split("HTTP/1.1 ").Length.ShouldBe(2, all);
        bench.NothingWentOut();
    }

    /// <summary>The server reads it as 5, and the gateway frames what it sends anew: nobody after it can read it otherwise.</summary>
    [Fact]
    public async Task A_signed_length_is_no_way_to_a_provider()
    {
        using var connection = await RawClient.ConnectAsync(bench.Port);
        await connection.WriteAsync(Head("Content-Length: +5") + RawRequest.GoodChat + Smuggled);

        Encoding.Latin1.GetString(await connection.ReadToEndAsync()).ShouldStartWith("HTTP/1.1 400");
        bench.NothingWentOut();
    }

    [Theory]
    [InlineData("both length and chunks")]
    [InlineData("both chunks and length")]
    public async Task What_the_server_lets_through_is_refused_in_words(string name)
    {
        using var connection = await RawClient.ConnectAsync(bench.Port);
        await connection.WriteAsync(Requests[name]);

        var answer = await connection.ReadMessageAsync();

        answer.ShouldBeRefused(400, "invalid_framing");
        answer.Header("connection").ShouldBe("close");
        bench.NothingWentOut();
    }

    private static string Head(params string[] headers) => RawRequest.Head($"POST {RawRequest.ChatPath} HTTP/1.1", ["Content-Type: application/json", .. headers]);
}
