using System.Buffers;
using System.Text;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Formats;

namespace AiGateway.Protocol.Tests.Formats.AnthropicMessages;

public class EventWriterTests
{
    [Fact]
    public void Interleaved_calls_are_written_one_after_the_other()
    {
        Blocks(
            new ChatEvent.ToolCallStarted(0, 0, "a", "f"),
            new ChatEvent.ToolCallStarted(0, 1, "b", "g"),
            new ChatEvent.ToolCallDelta(0, 0, "{\"x\""),
            new ChatEvent.ToolCallDelta(0, 1, "{\"y\""),
            new ChatEvent.ToolCallDelta(0, 0, ":1}"),
            new ChatEvent.ToolCallDelta(0, 1, ":2}"),
            new ChatEvent.Finished(0, FinishReason.ToolCalls, null)).ShouldBe(
        [
            """content_block_start {"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"a","name":"f","input":{}}}""",
            """content_block_delta {"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\"x\""}}""",
            """content_block_delta {"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":":1}"}}""",
            """content_block_stop {"type":"content_block_stop","index":0}""",
            """content_block_start {"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"b","name":"g","input":{}}}""",
            """content_block_delta {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\"y\":2}"}}""",
            """content_block_stop {"type":"content_block_stop","index":1}""",
        ]);
    }

    [Fact]
    public void What_comes_during_a_call_waits_for_its_end()
    {
        Blocks(
            new ChatEvent.TextDelta(0, "before"),
            new ChatEvent.ToolCallStarted(0, 0, "a", "f"),
            new ChatEvent.ReasoningDelta(0, "hm"),
            new ChatEvent.ReasoningSignature(0, "sig"),
            new ChatEvent.RedactedReasoning(0, "xx"),
            new ChatEvent.TextDelta(0, "af"),
            new ChatEvent.TextDelta(0, "ter"),
            new ChatEvent.ToolCallDelta(0, 0, "{}")).Select(frame => frame.Split(' ', 2)[1]).ShouldBe(
        [
            """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"before"}}""",
            """{"type":"content_block_stop","index":0}""",
            """{"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"a","name":"f","input":{}}}""",
            """{"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{}"}}""",
            """{"type":"content_block_stop","index":1}""",
            """{"type":"content_block_start","index":2,"content_block":{"type":"thinking","thinking":"","signature":""}}""",
            """{"type":"content_block_delta","index":2,"delta":{"type":"thinking_delta","thinking":"hm"}}""",
            """{"type":"content_block_delta","index":2,"delta":{"type":"signature_delta","signature":"sig"}}""",
            """{"type":"content_block_stop","index":2}""",
            """{"type":"content_block_start","index":3,"content_block":{"type":"redacted_thinking","data":"xx"}}""",
            """{"type":"content_block_stop","index":3}""",
            """{"type":"content_block_start","index":4,"content_block":{"type":"text","text":""}}""",
            """{"type":"content_block_delta","index":4,"delta":{"type":"text_delta","text":"after"}}""",
            """{"type":"content_block_stop","index":4}""",
        ]);
    }

    [Fact]
    public void Free_text_of_a_custom_tool_is_wrapped()
    {
        Blocks(
            new ChatEvent.ToolCallStarted(0, 0, "a", "grep") { IsCustom = true },
            new ChatEvent.ToolCallDelta(0, 0, "say \""),
            new ChatEvent.ToolCallDelta(0, 0, "hi\"")).ShouldContain(
            """content_block_delta {"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\"input\":\"say \\\"hi\\\"\"}"}}""");
    }

    [Fact]
    public void Further_answers_are_left_out() => Blocks(new ChatEvent.TextDelta(1, "second"), new ChatEvent.ToolCallStarted(1, 0, "a", "f")).ShouldBeEmpty();

    [Fact]
    public void The_frames_around_an_empty_answer()
    {
        Frames(
            new ChatEvent.Started("chatcmpl-1", "gpt", 1),
            new ChatEvent.Finished(0, FinishReason.Length, null),
            new ChatEvent.UsageReported(new TokenUsage { Input = 5, CacheRead = 3, CacheWrite = 2, CacheWriteLong = 1, AudioInput = 4, Output = 6, Reasoning = 7, AudioOutput = 8 })).ShouldBe(
        [
            """message_start {"type":"message_start","message":{"id":"chatcmpl-1","type":"message","role":"assistant","model":"gpt","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":9,"cache_creation_input_tokens":3,"cache_read_input_tokens":3,"cache_creation":{"ephemeral_5m_input_tokens":2,"ephemeral_1h_input_tokens":1},"output_tokens":21,"output_tokens_details":{"thinking_tokens":7}}}}""",
            """message_delta {"type":"message_delta","delta":{"stop_reason":"max_tokens","stop_sequence":null},"usage":{"input_tokens":9,"cache_creation_input_tokens":3,"cache_read_input_tokens":3,"cache_creation":{"ephemeral_5m_input_tokens":2,"ephemeral_1h_input_tokens":1},"output_tokens":21,"output_tokens_details":{"thinking_tokens":7}}}""",
            """message_stop {"type":"message_stop"}""",
        ]);
    }

    [Fact]
    public void Message_start_goes_out_with_the_first_content_and_not_later()
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = Anthropic.Format.CreateStreamWriter(Context());
        writer.Write(new ChatEvent.Started("m", "c", null), output);
        output.WrittenCount.ShouldBe(0);
        writer.Write(new ChatEvent.TextDelta(0, "a"), output);
        Encoding.UTF8.GetString(output.WrittenSpan).ShouldContain("text_delta");
    }

    [Fact]
    public void The_keep_alive_is_a_ping() =>
        Encoding.UTF8.GetString(Anthropic.Format.KeepAlive.Span).ShouldBe("event: ping\ndata: {\"type\": \"ping\"}\n\n");

    private static AnswerWriteContext Context() => new() { IdSeed = "seed", Created = 1, Model = "m" };

    private static List<string> Blocks(params ChatEvent[] events) => Frames([.. events, new ChatEvent.Finished(0, FinishReason.Stop, null)]).FindAll(frame => frame.StartsWith("content_block", StringComparison.Ordinal));

    /// <summary>Each frame as its event's name, a space, and its data.</summary>
    private static List<string> Frames(params ChatEvent[] events)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = Anthropic.Format.CreateStreamWriter(Context());
        foreach (var chatEvent in events)
        {
            writer.Write(chatEvent, output);
        }

        writer.Complete(output);
        return [.. Encoding.UTF8.GetString(output.WrittenSpan).Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(frame =>
            frame.Replace("event: ", "", StringComparison.Ordinal).Replace("\ndata: ", " ", StringComparison.Ordinal))];
    }
}
