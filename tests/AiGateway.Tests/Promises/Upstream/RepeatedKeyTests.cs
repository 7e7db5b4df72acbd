using System.Text;
using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using AiGateway.Fakes.Raw;
using AiGateway.Tests.Failover;

namespace AiGateway.Tests.Promises.Upstream;

/// <summary>A provider that repeats the gateway's key for it, wherever and in whatever pieces: no part of it gets out.</summary>
[Trait("Promise", "D25")]
public class RepeatedKeyTests
{
    private const string Secret = "sk-canary-4f9d2b7e61c8a3055e1f";

    /// <summary>As much of the key as nobody may see.</summary>
    private const string Part = "sk-canary-4f9d";

    public static TheoryData<string> Errors => new()
    {
        Error($"Bad key {Secret}."),
        Error($"Bad key \\u0073k-canary-{Secret[10..]}."),
        Error("Bad.", $"type_{Secret}", $"code_{Secret}", $"param_{Secret}"),
        Error(new string('m', 1_990) + Secret + " and more"),
        Error($"{Secret}{Secret}{Secret}"),
        "{\"error\":{\"message\":\"Provider returned error\",\"code\":400,\"metadata\":{\"raw\":\"" + new string('r', 480) + Secret + "\"}}}",
        $"{{\"error\":\"{Secret}\"}}",
        $"{{\"detail\":[{{\"loc\":[\"header\",\"{Secret}\"],\"msg\":\"bad {Secret}\"}}]}}",
        $"Plain words about {Secret}",
        $"<html>{Secret}</html>",
        "{\"error\":{\"message\":\"" + new string('w', 65_500) + Secret + "\"}}",
    };

    [Theory]
    [MemberData(nameof(Errors))]
    public async Task In_an_error_body(string error)
    {
        foreach (var status in new[] { 400, 404, 429, 500 })
        {
            await using var server = Answering($"HTTP/1.1 {status} Odd\r\nX-Key: {Secret}\r\nRetry-After: {Secret}\r\nContent-Length: {error.Length}\r\nConnection: close\r\n\r\n{error}");
            await ShouldKeepItAsync(server, stream: false);
            await ShouldKeepItAsync(server, stream: true);
        }
    }

    [Theory]
    [MemberData(nameof(Errors))]
    public async Task In_an_event_of_a_stream_before_and_after_its_content(string error)
    {
        if (!error.StartsWith("{\"error\"", StringComparison.Ordinal))
        {
            // An event that is no error is content, and goes through as it came.
            return;
        }

        foreach (var before in new[] { "", OpenAIFrames.Role, OpenAIFrames.Role + OpenAIFrames.Content("Some ") })
        {
            await using var server = Answering($"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n{before}data: {error}\n\n");
            await ShouldKeepItAsync(server, stream: true);
        }
    }

    /// <summary>In chunks and segments of one byte, so that no buffer ever holds it whole.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task In_single_bytes(bool stream)
    {
        var text = stream ? $"data: {Error($"Bad key {Secret}.")}\n\n" : Error($"Bad key {Secret}.");
        var head = $"HTTP/1.1 {(stream ? 200 : 400)} Odd\r\nContent-Type: {(stream ? "text/event-stream" : "application/json")}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n";
        await using var server = RawServer.Start(async connection =>
        {
            await connection.ReadMessageAsync();
            await connection.WriteAsync(head);
            foreach (var letter in text)
            {
                await connection.WriteAsync($"1\r\n{letter}\r\n");
            }

            await connection.WriteAsync("0\r\n\r\n");
        });

        await ShouldKeepItAsync(server, stream);
    }

    [Fact]
    public async Task In_an_error_compressed()
    {
        using var compressed = new MemoryStream();
        await using (var gzip = new System.IO.Compression.GZipStream(compressed, System.IO.Compression.CompressionMode.Compress, leaveOpen: true))
        {
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(Error($"Bad key {Secret}.")));
        }

        await using var server = RawServer.Start(async connection =>
        {
            await connection.ReadMessageAsync();
            await connection.WriteAsync($"HTTP/1.1 400 Odd\r\nContent-Encoding: gzip\r\nContent-Length: {compressed.Length}\r\nConnection: close\r\n\r\n");
            await connection.WriteAsync(compressed.ToArray());
        });

        (await ShouldKeepItAsync(server, stream: false)).ShouldContain("***");
    }

    /// <summary>What the operator adds to each request is as secret as the key.</summary>
    [Fact]
    public async Task In_the_words_of_a_header_that_the_operator_adds()
    {
        await using var provider = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await Pools.StartAsync(new Target(
            new
            {
                Type = "OpenAI",
                BaseUrl = provider.BaseUrl.AbsoluteUri,
                ApiKeys = new[] { provider.Key },
                AllowPrivateNetwork = true,
                Headers = new Dictionary<string, string> { ["X-Proxy-Token"] = Secret },
            },
            "gpt-4o-mini"));
        provider.Always(Fault.Error(400, $"The token {Secret} has no credit.", $"token_{Secret}"));

        var response = await gateway.ChatAsync(Pools.Model);

        provider.Requests[0].Header("x-proxy-token").ShouldBe(Secret);
        var text = await response.Content.ReadAsStringAsync();
        text.ShouldContain("has no credit");
        text.ShouldNotContain(Part);
        await gateway.WaitForRequestLogAsync(response);
        gateway.LogLines.ShouldNotContain(line => line.Contains(Part, StringComparison.Ordinal));
    }

    private static async Task<string> ShouldKeepItAsync(RawServer server, bool stream)
    {
        await using var gateway = await Pools.StartAsync(new Target(
            new { Type = "OpenAI", BaseUrl = new Uri(server.Origin, "/v1").AbsoluteUri, ApiKeys = new[] { Secret }, AllowPrivateNetwork = true }, "gpt-4o-mini"));

        var response = await gateway.ChatAsync(Pools.Model, stream: stream);

        var text = await response.Content.ReadAsStringAsync();
        (response.IsSuccessStatusCode && !text.Contains("\"error\"", StringComparison.Ordinal)).ShouldBeFalse(text);
        text.ShouldNotContain(Part);
        (response.Headers.ToString() + response.Content.Headers).ShouldNotContain(Part);
        await gateway.WaitForRequestLogAsync(response);
        gateway.LogLines.ShouldNotContain(line => line.Contains(Part, StringComparison.Ordinal));
        return text;
    }

    private static RawServer Answering(string answer) => RawServer.Start(async connection =>
    {
        await connection.ReadMessageAsync();
        await connection.WriteAsync(answer);
    });

    private static string Error(string message, string type = "server_error", string code = "odd", string param = "none") =>
        $$$"""{"error":{"message":"{{{message}}}","type":"{{{type}}}","code":"{{{code}}}","param":"{{{param}}}"}}""";
}
