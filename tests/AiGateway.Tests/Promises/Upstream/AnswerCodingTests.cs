using System.IO.Compression;
using System.Net;
using System.Text;
using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using AiGateway.Fakes.Raw;
using AiGateway.Tests.Failover;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Promises.Upstream;

/// <summary>Answers that are compressed although none was asked for: understood where that is safe, refused where it is not.</summary>
[Trait("Promise", "D17")]
public class AnswerCodingTests
{
    private const string Usage = """{"id":"c1","object":"chat.completion.chunk","created":1700000000,"model":"gpt-4o-mini","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7}}""";

    [Theory]
    [InlineData("gzip", false)]
    [InlineData("gzip", true)]
    [InlineData("X-GZIP", false)]
    [InlineData("br", false)]
    [InlineData("br", true)]
    public async Task A_compressed_answer_is_read_and_metered(string coding, bool stream)
    {
        var body = stream ? OpenAIFrames.Role + OpenAIFrames.Content("Said in JSON") + OpenAIFrames.Finish + $"data: {Usage}\n\n" + OpenAIFrames.Done : PlainBodies.Of(Dialect.OpenAI);
        await using var provider = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await Pools.StartAsync(provider);
        provider.Always(Coded(coding, Compress(coding, body), stream));

        var response = await gateway.ChatAsync(Pools.Model, stream: stream);

        (await response.Content.ReadAsStringAsync()).ShouldBe(body);
        response.Content.Headers.ContentEncoding.ShouldBeEmpty();
        var line = await gateway.WaitForRequestLogAsync(response);
        line.ShouldContain("PromptTokens=3 CompletionTokens=4");
        provider.Requests[0].Header("accept-encoding").ShouldBe("identity");
    }

    [Theory]
    [InlineData(Dialect.Anthropic)]
    [InlineData(Dialect.Gemini)]
    [InlineData(Dialect.Mistral)]
    public async Task A_compressed_answer_is_translated(Dialect dialect)
    {
        await using var provider = await FakeProvider.StartAsync(dialect);
        await using var gateway = await Pools.StartAsync(provider);
        provider.Always(StreamText.Long.Gzip());

        var plain = await gateway.ChatAsync(Pools.Model);
        var stream = await gateway.ChatAsync(Pools.Model, stream: true);

        (await plain.TextAsync()).ShouldBe("a1 b2 c3 d4 e5 f6 g7 h8 i9 j10");
        StreamText.ShouldBeClean(await stream.Content.ReadAsStringAsync(), "a1 b2 c3 d4 e5 f6 g7 h8 i9 j10");
    }

    /// <summary>The provider goes on only when the caller has what came before: a decoder that held an event back would hold it for good.</summary>
    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task Each_event_comes_through_at_once(string coding)
    {
        var seen = new SemaphoreSlim(0);
        await using var server = RawServer.Start(async connection =>
        {
            await connection.ReadMessageAsync();
            await connection.WriteAsync($"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Encoding: {coding}\r\nConnection: close\r\n\r\n");
            var compressed = new MemoryStream();
            await using var encoder = Encoder(coding, compressed);
            var sent = 0;
            for (var i = 0; i < 5; i++)
            {
                await encoder.WriteAsync(Encoding.UTF8.GetBytes((i == 0 ? OpenAIFrames.Role : "") + OpenAIFrames.Content($"word{i} ")));
                await encoder.FlushAsync();
                await connection.WriteAsync(compressed.ToArray().AsMemory(sent));
                sent = (int)compressed.Length;
                (await seen.WaitAsync(TimeSpan.FromSeconds(10))).ShouldBeTrue($"event {i} was held back");
            }

            await encoder.WriteAsync(Encoding.UTF8.GetBytes(OpenAIFrames.Finish + OpenAIFrames.Done));
            await encoder.DisposeAsync();
            await connection.WriteAsync(compressed.ToArray().AsMemory(sent));
        });
        await using var gateway = await Pools.StartAsync(Target.At(server.Origin));

        using var response = await gateway.StreamAsync(Pools.Model);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        var text = new StringBuilder();
        while (await reader.ReadLineAsync() is { } line)
        {
            text.Append(line).Append('\n');
            if (line.Contains("\"word", StringComparison.Ordinal))
            {
                seen.Release();
            }
        }

        StreamText.ShouldBeClean(text.ToString(), "word0 word1 word2 word3 word4 ");
        server.Failures.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_compressed_error_keeps_its_words()
    {
        await using var provider = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await Pools.StartAsync(provider);
        var error = """{"error":{"message":"That is too hot.","type":"invalid_request_error","param":"temperature","code":"too_hot"}}""";
        provider.Always(Fault.Body(400, Compress("gzip", error)).WithHeader("content-encoding", "gzip"));

        var response = await gateway.ChatAsync(Pools.Model);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync()).ShouldContain("That is too hot.");
    }

    [Theory]
    [InlineData("gzip", false)]
    [InlineData("gzip", true)]
    [InlineData("br", false)]
    [InlineData("br", true)]
    public async Task A_bomb_is_too_large(string coding, bool stream)
    {
        await using var provider = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var spare = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await Pools.StartAsync(provider);
        await using var failing = await Pools.StartAsync(provider, spare);
        spare.Always(StreamText.GoodAnswer);
        provider.Always(Coded(coding, Bomb(coding, stream), stream));

        var response = await gateway.ChatAsync(Pools.Model, stream: stream);
        var rescued = await failing.ChatAsync(Pools.Model, stream: stream);

        response.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        (await response.ErrorCodeAsync()).ShouldBe("upstream_too_large");
        rescued.StatusCode.ShouldBe(HttpStatusCode.OK);
        rescued.Header("x-aigateway-attempts").ShouldBe("2");
    }

    /// <summary>Small events in great number, all alike, are a bomb too; it goes off after the commit.</summary>
    [Fact]
    public async Task A_bomb_of_small_events_ends_inside_the_stream()
    {
        await using var provider = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await Pools.StartAsync(provider);
        var events = OpenAIFrames.Role + string.Concat(Enumerable.Repeat(OpenAIFrames.Content("again"), 100_000)) + OpenAIFrames.Finish + OpenAIFrames.Done;
        provider.Always(Coded("br", Compress("br", events), true));

        var response = await gateway.ChatAsync(Pools.Model, stream: true);

        var text = await response.Content.ReadAsStringAsync();
        text.Length.ShouldBeLessThan(events.Length / 2);
        StreamText.ErrorCode(text).ShouldBe("upstream_too_large");
        text.ShouldNotContain("[DONE]");
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    [InlineData("zstd")]
    [InlineData("compress")]
    [InlineData("gzip, br")]
    [InlineData("no-such-thing")]
    public async Task What_is_not_what_its_label_says_is_malformed(string label)
    {
        await using var provider = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await Pools.StartAsync(provider);
        foreach (var stream in new[] { false, true })
        {
            provider.Next(Coded(label, Encoding.UTF8.GetBytes(stream ? OpenAIFrames.Stream("Plain") : PlainBodies.Of(Dialect.OpenAI)), stream));

            var response = await gateway.ChatAsync(Pools.Model, stream: stream);

            response.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
            (await response.ErrorCodeAsync()).ShouldBe("upstream_malformed");
        }
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task Compression_without_a_label_is_malformed(string coding)
    {
        await using var provider = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await Pools.StartAsync(provider);
        provider.Always(Fault.Body(200, Compress(coding, PlainBodies.Of(Dialect.OpenAI))));

        var response = await gateway.ChatAsync(Pools.Model);

        response.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        (await response.ErrorCodeAsync()).ShouldBe("upstream_malformed");
    }

    /// <summary>The cut is in the compressed bytes alone: the HTTP around them ends as it should. Nothing tells but the coding itself.</summary>
    [Theory]
    [InlineData("gzip", false)]
    [InlineData("gzip", true)]
    [InlineData("br", false)]
    [InlineData("br", true)]
    public async Task A_cut_anywhere_never_looks_whole(string coding, bool stream)
    {
        await using var provider = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await Pools.StartAsync(provider);
        var whole = Compress(coding, stream ? OpenAIFrames.Stream("Said in JSON") : PlainBodies.Of(Dialect.OpenAI));

        // Fewer than the ten calls after which a provider that fails this often is left alone.
        foreach (var length in new[] { 0, 1, 12, whole.Length / 2, whole.Length - 9, whole.Length - 8, whole.Length - 4, whole.Length - 1 })
        {
            provider.Next(Coded(coding, whole[..length], stream));

            var response = await gateway.ChatAsync(Pools.Model, stream: stream);

            var text = await response.Content.ReadAsStringAsync();
            if (stream && text.Contains("[DONE]", StringComparison.Ordinal))
            {
                // All events were there; what the cut took was the coding's own end.
                text.ShouldBe(OpenAIFrames.Stream("Said in JSON"));
                continue;
            }

            text.ShouldContain("upstream_", Case.Sensitive, $"cut at {length} of {whole.Length}");
            text.ShouldNotContain("[DONE]");
        }
    }

    private static WireAnswer Coded(string label, byte[] body, bool stream) =>
        Fault.Body(200, body, stream ? "text/event-stream" : "application/json").WithHeader("content-encoding", label);

    private static Stream Encoder(string coding, Stream output) => coding == "br"
        ? new BrotliStream(output, CompressionLevel.Fastest, leaveOpen: true)
        : new GZipStream(output, CompressionLevel.Optimal, leaveOpen: true);

    private static byte[] Compress(string coding, string text)
    {
        var output = new MemoryStream();
        using (var encoder = Encoder(coding, output))
        {
            encoder.Write(Encoding.UTF8.GetBytes(text));
        }

        return output.ToArray();
    }

    /// <summary>256 MiB of one letter inside an answer.</summary>
    private static byte[] Bomb(string coding, bool stream)
    {
        var output = new MemoryStream();
        using (var encoder = Encoder(coding, output))
        {
            encoder.Write(Encoding.UTF8.GetBytes(stream ? "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" : "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\""));
            var letters = new byte[1 << 20];
            letters.AsSpan().Fill((byte)'a');
            for (var i = 0; i < 256; i++)
            {
                encoder.Write(letters);
            }

            encoder.Write("\"}}]}\n\n"u8);
        }

        return output.ToArray();
    }
}
