using System.Buffers;
using System.Text;
using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Formats;
using AiGateway.Protocol.Formats.Gemini;
using AiGateway.Protocol.Sse;

namespace AiGateway.Protocol.Tests.Formats.Gemini;

/// <summary>Rules of answers and errors that a golden file would hide.</summary>
public class GeminiAnswerTests
{
    private static readonly GeminiFormat Format = new();

    [Fact]
    public void Usage_falls_into_disjoint_buckets()
    {
        var usage = Read("""
            {"candidates":[{"content":{"parts":[{"text":"x"}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":100,"toolUsePromptTokenCount":7,
            "cachedContentTokenCount":50,"candidatesTokenCount":30,"thoughtsTokenCount":5,"totalTokenCount":142,
            "promptTokensDetails":[{"modality":"TEXT","tokenCount":60},{"modality":"AUDIO","tokenCount":40}],"cacheTokensDetails":[{"modality":"AUDIO","tokenCount":15}],
            "candidatesTokensDetails":[{"modality":"AUDIO","tokenCount":20}]}}
            """).OfType<ChatEvent.UsageReported>().Single().Usage;

        usage.ShouldBe(new TokenUsage { Input = 32, CacheRead = 50, AudioInput = 25, Output = 10, AudioOutput = 20, Reasoning = 5 });
        usage.Total.ShouldBe(142);
    }

    [Fact]
    public void Usage_is_reported_when_it_changes_and_keeps_the_last_value_of_each_field()
    {
        var events = Stream(
            """{"usageMetadata":{"promptTokenCount":5,"totalTokenCount":5}}""",
            """{"usageMetadata":{"promptTokenCount":5,"totalTokenCount":5}}""",
            """{"usageMetadata":{"candidatesTokenCount":2,"thoughtsTokenCount":3}}""",
            """{"usageMetadata":{"candidatesTokenCount":4}}""");

        events.OfType<ChatEvent.UsageReported>().Select(reported => reported.Usage).ShouldBe(
        [
            new TokenUsage { Input = 5 },
            new TokenUsage { Input = 5, Output = 2, Reasoning = 3 },
            new TokenUsage { Input = 5, Output = 4, Reasoning = 3 },
        ]);
    }

    [Fact]
    public void The_end_is_told_at_the_end_and_once_by_the_last_reason()
    {
        var reader = Format.CreateStreamReader(new AnswerReadContext { IdSeed = "seed" });
        var events = new List<ChatEvent>();
        reader.Read(Frame("""{"candidates":[{"content":{"parts":[{"text":"a"}]},"finishReason":"STOP"}]}"""), events);
        reader.Read(Frame("""{"candidates":[{"content":{"parts":[{"functionCall":{"name":"f"}}]},"finishReason":"STOP"}]}"""), events);
        reader.Complete(events);

        events.ShouldBe(
        [
            new ChatEvent.Started(null, null, null),
            new ChatEvent.TextDelta(0, "a"),
            new ChatEvent.ToolCallStarted(0, 0, "call_seed_0", "f"),
            new ChatEvent.ToolCallDelta(0, 0, "{}"),
            new ChatEvent.Finished(0, FinishReason.ToolCalls, null),
        ]);
    }

    [Fact]
    public void A_stream_that_never_said_why_it_ended_has_not_ended()
    {
        var reader = Format.CreateStreamReader(new AnswerReadContext { IdSeed = "seed" });
        var events = new List<ChatEvent>();
        reader.Read(Frame("""{"candidates":[{"content":{"parts":[{"text":"a"}]}}]}"""), events);
        reader.Complete(events);

        events.OfType<ChatEvent.Finished>().ShouldBeEmpty();
    }

    [Fact]
    public void A_blocked_prompt_is_a_filtered_answer()
    {
        Read("""{"promptFeedback":{"blockReason":"SAFETY"}}""").OfType<ChatEvent.Finished>().Single().Reason.ShouldBe(FinishReason.ContentFilter);
        Should.Throw<JsonException>(() => Read("""{"usageMetadata":{"promptTokenCount":1}}"""));
        Should.Throw<JsonException>(() => Read("5"));
    }

    [Theory]
    [InlineData("[5]")]
    [InlineData("\"text\"")]
    [InlineData("{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"\\ud800\"}]}}]}")]
    public void What_is_no_answer_is_malformed_and_the_next_frame_is_read(string data)
    {
        var reader = Format.CreateStreamReader(new AnswerReadContext { IdSeed = "seed" });
        var events = new List<ChatEvent>();
        Should.Throw<JsonException>(() => reader.Read(Frame(data), events));
        reader.Read(Frame("""{"candidates":[{"content":{"parts":[{"text":"ok"}]}}]}"""), events);
        events.ShouldContain(new ChatEvent.TextDelta(0, "ok"));
    }

    [Fact]
    public void Creation_is_read_from_Vertex()
    {
        Stream("""{"createTime":"2026-08-21T12:00:00.5Z","responseId":"r","modelVersion":"m"}""")[0].ShouldBe(new ChatEvent.Started("r", "m", 1_787_313_600));
    }

    [Fact]
    public void Places_of_sources_are_told_only_where_bytes_are_characters()
    {
        const string Sources = "\"finishReason\":\"STOP\",\"groundingMetadata\":{\"groundingChunks\":[{\"web\":{\"uri\":\"https://e.com\",\"title\":\"t\"}}],\"groundingSupports\":[{\"segment\":{\"endIndex\":2},\"groundingChunkIndices\":[0]}]}";

        Read($"{{\"candidates\":[{{\"content\":{{\"parts\":[{{\"text\":\"ab\"}}]}},{Sources}}}]}}").OfType<ChatEvent.Citation>().Single()
            .ShouldBe(new ChatEvent.Citation(0, "https://e.com", "t", 0, 2));
        Read($"{{\"candidates\":[{{\"content\":{{\"parts\":[{{\"text\":\"é\"}}]}},{Sources}}}]}}").OfType<ChatEvent.Citation>().Single()
            .ShouldBe(new ChatEvent.Citation(0, "https://e.com", "t", null, null));
    }

    [Fact]
    public void A_stream_of_another_format_is_written_with_whole_calls_and_one_last_chunk()
    {
        var text = Written(
            new ChatEvent.Started("id", "claude", 1),
            new ChatEvent.ReasoningDelta(0, "hm"),
            new ChatEvent.ReasoningSignature(0, "not base64!"),
            new ChatEvent.RefusalDelta(0, "no"),
            new ChatEvent.ToolCallStarted(0, 0, "c0", "f"),
            new ChatEvent.ToolCallStarted(0, 1, "c1", "g"),
            new ChatEvent.ToolCallDelta(0, 0, "{\"a\""),
            new ChatEvent.ToolCallDelta(0, 1, "{}"),
            new ChatEvent.ToolCallDelta(0, 0, ":1}"),
            new ChatEvent.Finished(0, FinishReason.ToolCalls, null),
            new ChatEvent.UsageReported(new TokenUsage { Input = 3, CacheWrite = 2, Output = 4 }));

        text.ShouldBe(string.Concat(
            Chunk("""[{"content":{"parts":[{"text":"hm","thought":true}],"role":"model"},"index":0}]"""),
            Chunk("""[{"content":{"parts":[{"text":"no"}],"role":"model"},"index":0}]"""),
            Chunk("""[{"content":{"parts":[{"functionCall":{"id":"c0","name":"f","args":{"a":1}}}],"role":"model"},"index":0}]"""),
            Chunk("""[{"content":{"parts":[{"functionCall":{"id":"c1","name":"g","args":{}}}],"role":"model"},"index":0}]"""),
            Chunk("""[{"content":{"parts":[{"text":""}],"role":"model"},"finishReason":"STOP","index":0}]""", "\"usageMetadata\":{\"promptTokenCount\":5,\"candidatesTokenCount\":4,\"totalTokenCount\":9},")));

        static string Chunk(string candidates, string usage = "") => $"data: {{\"candidates\":{candidates},{usage}\"modelVersion\":\"claude\",\"responseId\":\"id\"}}\r\n\r\n";
    }

    [Fact]
    public void Arguments_are_compact_however_Google_indents_them()
    {
        Read("{\"candidates\":[{\"content\":{\"parts\":[{\"functionCall\":{\"name\":\"f\",\"args\":{\n  \"a\": 1.50,\n  \"b\": \"é\"\n}}}]},\"finishReason\":\"STOP\"}]}")
            .OfType<ChatEvent.ToolCallDelta>().Single().Arguments.ShouldBe("{\"a\":1.50,\"b\":\"é\"}");
    }

    [Fact]
    public void A_call_cut_short_still_has_an_object_of_arguments()
    {
        Written(new ChatEvent.ToolCallStarted(0, 0, "c", "f"), new ChatEvent.ToolCallDelta(0, 0, "{\"a\":"), new ChatEvent.Finished(0, FinishReason.Length, null))
            .ShouldContain("""{"functionCall":{"id":"c","name":"f","args":{"arguments":"{\"a\":"}}}""");
    }

    /// <summary>Measured with @google/genai 1.20.0 and 3.1.0: neither a comment, nor a blank line, nor an error as an event alone will do.</summary>
    [Fact]
    public void Keep_alive_and_errors_are_what_Googles_SDKs_bear()
    {
        var keepAlive = Encoding.UTF8.GetString(Format.KeepAlive.Span);
        keepAlive.ShouldStartWith("data: {");
        keepAlive.ShouldEndWith("}\r\n\r\n");
        Stream(keepAlive["data: ".Length..].Trim()).OfType<ChatEvent.TextDelta>().ShouldBeEmpty();

        var output = new ArrayBufferWriter<byte>();
        Format.WriteStreamError(new GatewayError(502, "server_error", "cut"), "req_1", output);
        var lines = Encoding.UTF8.GetString(output.WrittenSpan).Split("\r\n");
        lines.Length.ShouldBe(4);
        lines[0].ShouldBe("data: " + lines[2]);
        lines[1].ShouldBeEmpty();
        lines[3].ShouldBeEmpty();
        JsonElement.Parse(lines[2]).GetProperty("error").GetProperty("code").GetInt32().ShouldBe(502);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("[5]")]
    [InlineData("{\"error\":5}")]
    [InlineData("{\"error\":{\"message\":\"\\ud800\"}}")]
    [InlineData("{\"error\":{\"details\":[1,{\"reason\":2}]}}")]
    [InlineData("<html>")]
    public void Any_body_of_an_error_answer_is_an_error(string body)
    {
        var error = Format.ReadError(503, Encoding.UTF8.GetBytes(body));
        error.Status.ShouldBe(503);
        error.Type.ShouldBe("server_error");
        error.Message.ShouldNotBeEmpty();
    }

    private static List<ChatEvent> Read(string body)
    {
        var events = new List<ChatEvent>();
        Format.ReadAnswer(JsonElement.Parse(body), new AnswerReadContext { IdSeed = "seed" }, events);
        return events;
    }

    private static List<ChatEvent> Stream(params string[] frames)
    {
        var reader = Format.CreateStreamReader(new AnswerReadContext { IdSeed = "seed" });
        var events = new List<ChatEvent>();
        foreach (var frame in frames)
        {
            reader.Read(Frame(frame), events);
        }

        return events;
    }

    private static SseFrame Frame(string data) => new(default, Encoding.UTF8.GetBytes(data), true);

    private static string Written(params ChatEvent[] events)
    {
        var writer = Format.CreateStreamWriter(new AnswerWriteContext { IdSeed = "seed", Created = 1, Model = "fallback" });
        var output = new ArrayBufferWriter<byte>();
        foreach (var chatEvent in events)
        {
            writer.Write(chatEvent, output);
        }

        writer.Complete(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
