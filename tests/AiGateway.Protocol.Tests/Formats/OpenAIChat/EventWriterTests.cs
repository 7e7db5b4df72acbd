using System.Buffers;
using System.Text;
using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Formats.OpenAIChat;

namespace AiGateway.Protocol.Tests.Formats.OpenAIChat;

public class EventWriterTests : OpenAIChatTestBase
{
    [Fact]
    public void Every_chunk_has_the_same_name_and_usage_is_null_until_its_own_chunk()
    {
        var chunks = WriteStream(
            [
                new ChatEvent.Started("msg_1", "claude", 5),
                new ChatEvent.UsageReported(new TokenUsage { Input = 1 }),
                new ChatEvent.TextDelta(0, "a"),
                new ChatEvent.Finished(0, FinishReason.Stop, null),
                new ChatEvent.UsageReported(new TokenUsage { Input = 1, Output = 2 }),
            ],
            includeUsage: true);
        chunks.Select(static chunk => $"{chunk.GetProperty("id")} {chunk.GetProperty("created")} {chunk.GetProperty("model")} {chunk.GetProperty("object")}")
            .Distinct().ShouldBe(["msg_1 5 claude chat.completion.chunk"]);
        chunks.SkipLast(1).ShouldAllBe(static chunk => chunk.GetProperty("usage").ValueKind == JsonValueKind.Null);
        chunks[^1].GetProperty("choices").GetArrayLength().ShouldBe(0);
        chunks[^1].GetProperty("usage").GetProperty("completion_tokens").GetInt32().ShouldBe(2);
    }

    [Fact]
    public void Usage_is_not_mentioned_where_it_was_not_asked_for()
    {
        var chunks = WriteStream([new ChatEvent.TextDelta(0, "a"), new ChatEvent.Finished(0, FinishReason.Stop, null), new ChatEvent.UsageReported(new TokenUsage())]);
        chunks.Count.ShouldBe(3);
        chunks.Exists(static chunk => chunk.TryGetProperty("usage", out _)).ShouldBeFalse();
    }

    [Fact]
    public void A_provider_that_names_nothing_is_named_by_the_gateway()
    {
        var chunk = WriteStream([new ChatEvent.Started(null, null, null), new ChatEvent.TextDelta(0, "a"), new ChatEvent.Finished(0, FinishReason.Stop, null)])[0];
        chunk.GetProperty("id").GetString().ShouldBe("chatcmpl-seed");
        chunk.GetProperty("model").GetString().ShouldBe("fallback-model");
        chunk.GetProperty("created").GetInt64().ShouldBe(1_700_000_000);
    }

    [Fact]
    public void The_first_chunk_of_each_choice_carries_the_role_and_the_last_the_finish()
    {
        var chunks = WriteStream(
        [
            new ChatEvent.TextDelta(1, "b"), new ChatEvent.TextDelta(0, "a"), new ChatEvent.Finished(1, FinishReason.Length, null),
            new ChatEvent.TextDelta(1, "too late"), new ChatEvent.Finished(1, FinishReason.Stop, null), new ChatEvent.Finished(0, FinishReason.Stop, null),
        ]);
        foreach (var index in new[] { 0, 1 })
        {
            var own = chunks.Select(static chunk => chunk.GetProperty("choices")[0]).Where(choice => choice.GetProperty("index").GetInt32() == index).ToList();
            own[0].GetProperty("delta").GetProperty("role").GetString().ShouldBe("assistant");
            own.FindLastIndex(static choice => choice.GetProperty("delta").TryGetProperty("role", out _)).ShouldBe(0);
            own.SkipLast(1).ShouldAllBe(static choice => choice.GetProperty("finish_reason").ValueKind == JsonValueKind.Null);
            own[^1].GetProperty("finish_reason").GetString().ShouldBe(index == 0 ? "stop" : "length");
            own[^1].GetProperty("delta").GetRawText().ShouldBe("{}");
        }
    }

    [Fact]
    public void A_call_without_arguments_ends_as_an_empty_object()
    {
        var chunks = WriteStream([new ChatEvent.ToolCallStarted(0, 0, "c", "f"), new ChatEvent.Finished(0, FinishReason.ToolCalls, null)]);
        chunks[0].GetProperty("choices")[0].GetProperty("delta").GetRawText().ShouldBe("""{"role":"assistant","content":null}""");
        chunks[2].GetProperty("choices")[0].GetProperty("delta").GetRawText()
            .ShouldBe("""{"tool_calls":[{"index":0,"function":{"arguments":"{}"}}]}""");
        chunks[^1].GetProperty("choices")[0].GetProperty("finish_reason").GetString().ShouldBe("tool_calls");
    }

    [Fact]
    public void A_signature_repeats_the_text_of_its_own_block_alone()
    {
        var chunks = WriteStream(
        [
            new ChatEvent.ReasoningDelta(0, "one "), new ChatEvent.ReasoningDelta(0, "two"), new ChatEvent.ReasoningSignature(0, "s1"),
            new ChatEvent.ReasoningSignature(0, "s2"), new ChatEvent.ReasoningDelta(0, "three"), new ChatEvent.TextDelta(0, "x"),
            new ChatEvent.ReasoningDelta(0, "four"), new ChatEvent.ReasoningSignature(0, "s3"), new ChatEvent.Finished(0, FinishReason.Stop, null),
        ]);
        chunks.Select(static chunk => chunk.GetProperty("choices")[0].GetProperty("delta"))
            .Where(static delta => delta.TryGetProperty("thinking_blocks", out _))
            .Select(static delta => delta.GetProperty("thinking_blocks")[0])
            .Select(static block => $"{block.GetProperty("thinking")}/{block.GetProperty("signature")}")
            .ShouldBe(["one two/s1", "/s2", "four/s3"]);
    }

    [Fact]
    public void Logprobs_go_out_with_the_text_they_were_read_before()
    {
        var token = JsonElement.Parse("""{"token":"a","logprob":-1,"bytes":null,"top_logprobs":[]}""");
        var chunks = WriteStream([new ChatEvent.Logprobs(0, [token]), new ChatEvent.TextDelta(0, "a"), new ChatEvent.Logprobs(0, [token]), new ChatEvent.Finished(0, FinishReason.Stop, null)]);
        chunks.Select(static chunk => chunk.GetProperty("choices")[0].GetProperty("logprobs").ValueKind)
            .ShouldBe([JsonValueKind.Null, JsonValueKind.Object, JsonValueKind.Object]);
    }

    [Fact]
    public void An_error_is_one_data_frame_that_SDKs_raise_at()
    {
        var output = new ArrayBufferWriter<byte>();
        new OpenAIChatFormat().WriteStreamError(new GatewayError(503, "server_error", "gone \"away\""), "req_1", output);
        Encoding.UTF8.GetString(output.WrittenSpan)
            .ShouldBe("data: {\"error\":{\"message\":\"gone \\\"away\\\"\",\"type\":\"server_error\",\"param\":null,\"code\":null},\"choices\":null}\n\n");
    }

    [Fact]
    public void A_keep_alive_is_a_comment() =>
        Encoding.ASCII.GetString(new OpenAIChatFormat().KeepAlive.Span).ShouldBe(": keep-alive\n\n");
}
