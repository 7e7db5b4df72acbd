using System.Globalization;
using System.Net.Sockets;
using AiGateway.Fakes.Raw;

namespace AiGateway.Tests.Promises;

/// <summary>G3, G15, G16: bodies that are too large, lie about their length, or are no JSON by their own word.</summary>
public sealed class BodySizeTests(InputBench bench) : IClassFixture<InputBench>
{
    [Fact]
    public async Task A_length_over_the_limit_is_refused_before_a_byte_of_it_came()
    {
        using var connection = await RawClient.ConnectAsync(bench.Port);
        await connection.WriteAsync(RawRequest.Head($"POST {RawRequest.ChatPath} HTTP/1.1", "Content-Type: application/json", "Content-Length: 104857600"));

        var answer = await connection.ReadMessageAsync(untilClose: true);

        answer.ShouldBeRefused(413, "request_too_large");
        answer.Header("connection").ShouldBe("close");
        (await connection.ClosesWithinAsync(TimeSpan.FromSeconds(15))).ShouldBeTrue();
        bench.NothingWentOut();
    }

    [Theory]
    [InlineData("Content-Length: 104857600")]
    [InlineData("Transfer-Encoding: chunked")]
    public async Task An_endless_body_is_refused_soon_after_the_limit(string framing)
    {
        using var connection = await RawClient.ConnectAsync(bench.Port);
        await connection.WriteAsync(RawRequest.Head($"POST {RawRequest.ChatPath} HTTP/1.1", "Content-Type: application/json", framing));
        var chunk = framing.StartsWith('T') ? "10000\r\n" + new string(' ', 0x10000) + "\r\n" : new string(' ', 0x10000);
        using var stop = new CancellationTokenSource();
        var written = 0L;
        var writing = Task.Run(async () =>
        {
            try
            {
                while (!stop.IsCancellationRequested && written < 100L << 20)
                {
                    await connection.WriteAsync(chunk);
                    written += chunk.Length;
                }
            }
            catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
            {
                // Closed in the middle: what was to be shown.
            }
        });

        var answer = await connection.ReadMessageAsync(untilClose: true);
        var sent = Volatile.Read(ref written);
        await stop.CancelAsync();

        answer.ShouldBeRefused(413, "request_too_large");
        answer.Header("connection").ShouldBe("close");
        // The limit, what the server reads ahead, and what the sockets on both sides hold.
        sent.ShouldBeLessThan(InputBench.MaxRequestBytes + (24L << 20));
        (await connection.ClosesWithinAsync(TimeSpan.FromSeconds(15))).ShouldBeTrue();
        await writing;
        bench.NothingWentOut();
    }

    [Fact]
    public async Task The_limit_is_exact()
    {
        var body = new string(' ', InputBench.MaxRequestBytes);

        (await RawClient.SendAsync(bench.Port, RawRequest.Post(body, RawRequest.ChatPath, "Connection: close"))).ShouldBeRefused(400, "invalid_json");
        (await RawClient.SendAsync(bench.Port, RawRequest.Post(body + " "))).ShouldBeRefused(413, "request_too_large");
        bench.NothingWentOut();
    }

    [Fact]
    public async Task A_body_longer_than_its_length_is_no_part_of_the_request()
    {
        using var connection = await RawClient.ConnectAsync(bench.Port);
        await connection.WriteAsync(RawRequest.Head($"POST {RawRequest.ChatPath} HTTP/1.1", "Content-Type: application/json", "Content-Length: 20") + RawRequest.GoodChat + "\r\n\r\n");

        (await connection.ReadMessageAsync()).ShouldBeRefused(400, "invalid_json");
        // What is left over reads as a request that is none.
        (await connection.ReadMessageAsync()).Status.ShouldBe(400);
        (await connection.ClosesWithinAsync(TimeSpan.FromSeconds(15))).ShouldBeTrue();
        bench.NothingWentOut();
    }

    [Theory]
    [InlineData("Content-Length: 5000")]
    [InlineData("Transfer-Encoding: chunked")]
    public async Task A_body_that_ends_before_its_length_goes_nowhere(string framing)
    {
        using var connection = await RawClient.ConnectAsync(bench.Port);
        var body = framing.StartsWith('T') ? "1000\r\n" + RawRequest.GoodChat : RawRequest.GoodChat;
        await connection.WriteAsync(RawRequest.Head($"POST {RawRequest.ChatPath} HTTP/1.1", "Content-Type: application/json", framing) + body);
        connection.ShutdownSend();

        (await connection.ClosesWithinAsync(TimeSpan.FromSeconds(15))).ShouldBeTrue();
        bench.NothingWentOut();
    }

    [Theory]
    [InlineData("413", "Content-Length: 104857600")]
    [InlineData("415", "Content-Length: 10", "Content-Encoding: gzip")]
    public async Task A_caller_that_asks_first_is_refused_without_a_100(string status, params string[] headers)
    {
        using var connection = await RawClient.ConnectAsync(bench.Port);
        await connection.WriteAsync(RawRequest.Head($"POST {RawRequest.ChatPath} HTTP/1.1", ["Content-Type: application/json", "Expect: 100-continue", .. headers]));

        (await connection.ReadMessageAsync()).ShouldBeRefused(int.Parse(status, CultureInfo.InvariantCulture));
        bench.NothingWentOut();
    }

    [Theory]
    [InlineData("text/plain", null)]
    [InlineData("application/x-www-form-urlencoded", null)]
    [InlineData("application/jsonp", null)]
    [InlineData("application/json; charset=utf-16", null)]
    [InlineData("application/json; charset=iso-8859-1", null)]
    [InlineData("multipart/form-data; boundary=x", null)]
    [InlineData("json", null)]
    [InlineData("application/json", "gzip")]
    [InlineData("application/json", "br")]
    [InlineData("application/json", "identity, gzip")]
    public async Task A_body_that_is_no_plain_JSON_by_its_own_word_is_refused(string type, string? encoding)
    {
        foreach (var path in (string[])[RawRequest.ChatPath, "/v1/embeddings"])
        {
            using var content = new StringContent(RawRequest.GoodChat);
            content.Headers.Remove("Content-Type");
            content.Headers.TryAddWithoutValidation("Content-Type", type);
            if (encoding is not null)
            {
                content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
            }

            var response = await bench.Gateway.Client.PostAsync(path, content);

            await response.ShouldBeRefusedAsync(415, "unsupported_media_type");
        }

        bench.NothingWentOut();
    }

    [Fact]
    public async Task A_type_of_a_megabyte_is_refused_by_the_server_itself()
    {
        using var connection = await RawClient.ConnectAsync(bench.Port);
        await connection.WriteAsync(RawRequest.Post(RawRequest.GoodChat).Replace("application/json", "multipart/form-data; boundary=" + new string('x', 60_000), StringComparison.Ordinal));

        (await connection.ReadMessageAsync(untilClose: true)).Status.ShouldBe(431);
        bench.NothingWentOut();
    }
}
