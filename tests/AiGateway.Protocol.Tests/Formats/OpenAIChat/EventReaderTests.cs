using System.Text;
using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Formats;
using AiGateway.Protocol.Formats.OpenAIChat;
using AiGateway.Protocol.Sse;

namespace AiGateway.Protocol.Tests.Formats.OpenAIChat;

public class EventReaderTests : OpenAIChatTestBase
{
    [Theory]
    [InlineData("{}")]
    [InlineData("""{"choices":[]}""")]
    [InlineData("""{"choices":{}}""")]
    [InlineData("[]")]
    [InlineData("3")]
    public void What_is_no_answer_is_malformed(string json) => Should.Throw<JsonException>(() => ReadAnswer(json));

    [Theory]
    [InlineData("stop", FinishReason.Stop)]
    [InlineData("eos", FinishReason.Stop)]
    [InlineData("insufficient_system_resource", FinishReason.Stop)]
    [InlineData("something_new", FinishReason.Stop)]
    [InlineData("length", FinishReason.Length)]
    [InlineData("model_length", FinishReason.Length)]
    [InlineData("tool_calls", FinishReason.ToolCalls)]
    [InlineData("function_call", FinishReason.ToolCalls)]
    [InlineData("content_filter", FinishReason.ContentFilter)]
    public void Each_finish_reason_is_one_of_four(string word, FinishReason reason) =>
        ReadAnswer($$$"""{"choices":[{"message":{"content":"x"},"finish_reason":"{{{word}}}"}]}""")
            .OfType<ChatEvent.Finished>().ShouldBe([new ChatEvent.Finished(0, reason, null)]);

    [Theory]
    [InlineData("\"stop_reason\":\"END\"", "END")]
    [InlineData("\"stop_reason\":128009", null)]
    public void vLLM_tells_the_stop_sequence(string field, string? sequence) =>
        ReadAnswer($$$"""{"choices":[{"message":{"content":"x"},"finish_reason":"stop",{{{field}}}}]}""")
            .OfType<ChatEvent.Finished>().Single().StopSequence.ShouldBe(sequence);

    [Fact]
    public void Nothing_is_read_after_a_failure_or_the_end()
    {
        var reader = new OpenAIChatFormat().CreateStreamReader(new AnswerReadContext { IdSeed = "s" });
        var events = new List<ChatEvent>();
        Read(reader, events, """{"error":{"message":"x"}}""", """{"choices":[{"delta":{"content":"late"}}]}""");
        events.ShouldHaveSingleItem().ShouldBeOfType<ChatEvent.Failed>();

        reader = new OpenAIChatFormat().CreateStreamReader(new AnswerReadContext { IdSeed = "s" });
        events.Clear();
        reader.IsTerminated.ShouldBeFalse();
        Read(reader, events, "[DONE]", """{"choices":[{"delta":{"content":"late"}}]}""");
        reader.IsTerminated.ShouldBeTrue();
        events.ShouldBeEmpty();
    }

    [Fact]
    public void A_malformed_frame_gives_no_event_at_all_and_the_next_is_read()
    {
        var reader = new OpenAIChatFormat().CreateStreamReader(new AnswerReadContext { IdSeed = "s" });
        var events = new List<ChatEvent>();
        Should.Throw<JsonException>(() => Read(reader, events, """{"choices":[{"delta":{"reasoning":"good","content":"bad \ud800"}}]}"""));
        events.ShouldBeEmpty();
        Read(reader, events, """{"choices":[{"delta":{"content":"x"}}]}""");
        events.OfType<ChatEvent.TextDelta>().Single().Text.ShouldBe("x");
    }

    [Fact]
    public void LiteLLMs_blocks_beside_the_same_text_are_not_read_twice()
    {
        var reader = new OpenAIChatFormat().CreateStreamReader(new AnswerReadContext { IdSeed = "s" });
        var events = new List<ChatEvent>();
        Read(
            reader,
            events,
            """{"choices":[{"delta":{"reasoning_content":"hm","thinking_blocks":[{"type":"thinking","thinking":"hm","signature":null}]}}]}""",
            """{"choices":[{"delta":{"reasoning_content":"","thinking_blocks":[{"type":"thinking","thinking":"","signature":"c2ln"}]}}]}""",
            """{"choices":[{"delta":{"thinking_blocks":[{"type":"thinking","thinking":"whole","signature":"c2"}]}}]}""");
        events.Skip(1).ShouldBe(
        [
            new ChatEvent.ReasoningDelta(0, "hm"), new ChatEvent.ReasoningSignature(0, "c2ln"),
            new ChatEvent.ReasoningDelta(0, "whole"), new ChatEvent.ReasoningSignature(0, "c2"),
        ]);
    }

    [Fact]
    public void Repeated_usage_is_reported_once()
    {
        var reader = new OpenAIChatFormat().CreateStreamReader(new AnswerReadContext { IdSeed = "s" });
        var events = new List<ChatEvent>();
        const string Chunk = """{"choices":[{"delta":{"content":"x"}}],"usage":{"prompt_tokens":1,"completion_tokens":1}}""";
        Read(reader, events, Chunk, Chunk);
        events.OfType<ChatEvent.UsageReported>().Count().ShouldBe(1);
    }

    [Fact]
    public void Reading_never_throws_anything_but_a_JsonException()
    {
        const string Seed = """
            {"id":"x","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"a","refusal":null,"reasoning":"r","tool_calls":
            [{"index":0,"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}],"audio":{"id":"a"},"annotations":[{"url_citation":{"url":"u"}}],
            "thinking_blocks":[{"type":"thinking","thinking":[{"text":"t"}]}]},"logprobs":{"content":[1]},"finish_reason":"stop","usage":{"prompt_tokens":1}}],
            "usage":{"prompt_tokens":1,"prompt_tokens_details":{"cached_tokens":1}},"x_groq":{"usage":{}},"citations":["c"],"error":null}
            """;
        string[] values = ["null", "1", "-1", "1e99", "\"s\"", "true", "[]", "{}", "[[]]", "[null]", "\"\\ud800\"", "{\"a\":1}"];
        var random = new Random(7);
        var read = 0;
        for (var i = 0; i < 3000; i++)
        {
            var frame = Mutate(Seed, values, random);
            try
            {
                var reader = new OpenAIChatFormat().CreateStreamReader(new AnswerReadContext { IdSeed = "s" });
                var events = new List<ChatEvent>();
                Read(reader, events, frame);
                reader.Complete(events);
                ReadAnswer(frame.Replace("\"delta\"", "\"message\"", StringComparison.Ordinal));
                read++;
            }
            catch (JsonException)
            {
                // Half a surrogate, or no choices.
            }
        }

        read.ShouldBeGreaterThan(1500);
    }

    private static void Read(IAnswerStreamReader reader, List<ChatEvent> events, params string[] datas)
    {
        foreach (var data in datas)
        {
            reader.Read(new SseFrame(default, Encoding.UTF8.GetBytes(data), true), events);
        }
    }
}
