using System.Text;
using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Formats;
using AiGateway.Protocol.Sse;

namespace AiGateway.Protocol.Tests.Formats.AnthropicMessages;

public class EventReaderTests
{
    [Fact]
    public void Later_usage_overrides_earlier_field_by_field()
    {
        var usages = Anthropic.ReadStream("""
            data: {"type":"message_start","message":{"usage":{"input_tokens":10,"cache_read_input_tokens":5,"cache_creation_input_tokens":8,"cache_creation":{"ephemeral_1h_input_tokens":6},"output_tokens":1}}}

            data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"input_tokens":30,"cache_read_input_tokens":null,"output_tokens":20,"output_tokens_details":{"thinking_tokens":12}}}

            data: {"type":"message_delta","delta":{},"usage":{"output_tokens":25}}


            """).OfType<ChatEvent.UsageReported>().Select(reported => reported.Usage).ToList();
        usages.ShouldBe(
        [
            new TokenUsage { Input = 10, CacheRead = 5, CacheWrite = 2, CacheWriteLong = 6, Output = 1 },
            new TokenUsage { Input = 30, CacheRead = 5, CacheWrite = 2, CacheWriteLong = 6, Output = 8, Reasoning = 12 },
            new TokenUsage { Input = 30, CacheRead = 5, CacheWrite = 2, CacheWriteLong = 6, Output = 13, Reasoning = 12 },
        ]);
        usages[^1].PromptTotal.ShouldBe(43);
        usages[^1].CompletionTotal.ShouldBe(25);
    }

    [Fact]
    public void Tool_indexes_count_calls_and_not_blocks()
    {
        var events = Anthropic.ReadStream("""
            data: {"type":"content_block_start","index":4,"content_block":{"type":"server_tool_use","id":"s","name":"web_search","input":{}}}

            data: {"type":"content_block_start","index":7,"content_block":{"type":"tool_use","id":"a","name":"f","input":{}}}

            data: {"type":"content_block_delta","index":7,"delta":{"type":"input_json_delta","partial_json":""}}

            data: {"type":"content_block_delta","index":4,"delta":{"type":"input_json_delta","partial_json":"{}"}}

            data: {"type":"content_block_stop","index":7}


            """);
        events.ShouldBe([new ChatEvent.ToolCallStarted(0, 0, "a", "f"), new ChatEvent.ToolCallDelta(0, 0, "{}")]);
    }

    [Theory]
    [InlineData("{\"type\":\"message_stop\"}", true)]
    [InlineData("{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"}}", false)]
    [InlineData("[DONE]", false)]
    public void Only_message_stop_terminates(string data, bool isTerminated)
    {
        var reader = Anthropic.Format.CreateStreamReader(new AnswerReadContext { IdSeed = "s" });
        reader.Read(new SseFrame(default, Encoding.UTF8.GetBytes(data), true), []);
        reader.IsTerminated.ShouldBe(isTerminated);
    }

    [Theory]
    [InlineData("""{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""", 529, "server_error", "overloaded")]
    [InlineData("""{"type":"error","error":{"type":"rate_limit_error","message":"slow"}}""", 429, "rate_limit_error", "rate_limit_exceeded")]
    [InlineData("""{"type":"error","error":{"type":"api_error","message":"x"}}""", 500, "server_error", null)]
    [InlineData("""{"error":{"message":"x"}}""", 500, "server_error", null)]
    [InlineData("""{"type":"error"}""", 500, "server_error", null)]
    public void Errors_in_a_stream(string data, int status, string type, string? code)
    {
        var events = new List<ChatEvent>();
        Anthropic.Format.CreateStreamReader(new AnswerReadContext { IdSeed = "s" }).Read(new SseFrame("error"u8.ToArray(), Encoding.UTF8.GetBytes(data), true), events);
        var error = events.ShouldHaveSingleItem().ShouldBeOfType<ChatEvent.Failed>().Error;
        (error.Status, error.Type, error.Code).ShouldBe((status, type, code));
    }

    [Theory]
    [InlineData("{\"type\":\"content_block_delta\"")]
    [InlineData("7")]
    public void Malformed_data_throws_and_reading_goes_on(string data)
    {
        var reader = Anthropic.Format.CreateStreamReader(new AnswerReadContext { IdSeed = "s" });
        var events = new List<ChatEvent>();
        Should.Throw<JsonException>(() => reader.Read(new SseFrame(default, Encoding.UTF8.GetBytes(data), true), events));
        reader.Read(new SseFrame(default, """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"x"}}"""u8.ToArray(), true), events);
        events.ShouldBe([new ChatEvent.TextDelta(0, "x")]);
    }

    [Fact]
    public void Half_a_surrogate_pair_is_malformed()
    {
        const string Data = """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"\ud83d"}}""";
        var reader = Anthropic.Format.CreateStreamReader(new AnswerReadContext { IdSeed = "s" });
        Should.Throw<JsonException>(() => reader.Read(new SseFrame(default, Encoding.UTF8.GetBytes(Data), true), []));
        Should.Throw<JsonException>(() => Anthropic.Format.ReadAnswer(Anthropic.Json("""{"content":[{"type":"text","text":"\ud83d"}]}"""), new AnswerReadContext { IdSeed = "s" }, []));
        Anthropic.Format.ReadError(500, """{"error":{"type":"\ud83d"}}"""u8).Status.ShouldBe(500);
        Should.Throw<WireFormatException>(() => Anthropic.Format.ReadRequest(Anthropic.Json("""{"model":"\ud800","messages":[{"role":"user","content":"x"}]}"""))).Error.Status.ShouldBe(400);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"content":"text"}""")]
    public void An_answer_of_another_shape_throws(string body) =>
        Should.Throw<JsonException>(() => Anthropic.Format.ReadAnswer(Anthropic.Json(body), new AnswerReadContext { IdSeed = "s" }, []));

    [Fact]
    public void Odd_values_do_not_throw()
    {
        var events = new List<ChatEvent>();
        Anthropic.Format.ReadAnswer(
            Anthropic.Json("""{"id":1,"model":[],"content":[null,3,{"type":"text","text":7,"citations":{}},{"type":"tool_use","name":4},{"type":"text","text":"","citations":[1,{"url":""}]}],"stop_reason":"end_turn","stop_details":"x","usage":[]}"""),
            new AnswerReadContext { IdSeed = "s" },
            events);
        events.ShouldBe([new ChatEvent.Started(null, null, null), new ChatEvent.Finished(0, FinishReason.Stop, null)]);
    }

    [Fact]
    public void Odd_events_do_not_throw()
    {
        Anthropic.ReadStream("""
            data: {"type":5}

            data: {"type":"message_start","message":null}

            data: {"type":"message_start","message":"x"}

            data: {"type":"content_block_start","index":99999999999,"content_block":{}}

            data: {"type":"content_block_delta","index":"a","delta":{"type":"input_json_delta","partial_json":"{"}}

            data: {"type":"content_block_delta","delta":[]}

            data: {"type":"message_delta"}

            data: {"type":"message_delta","delta":7,"usage":{"output_tokens":1e99}}


            """).OfType<ChatEvent.Finished>().ShouldBeEmpty();
    }
}
