using AiGateway.Fakes;

namespace AiGateway.Tests.Failover;

/// <summary>Plain answers of each dialect, word by word.</summary>
internal static class PlainBodies
{
    /// <summary>An answer that says <c>Said in JSON</c>.</summary>
    public static string Of(Dialect dialect) => dialect switch
    {
        Dialect.Anthropic => """{"id":"msg_1","type":"message","role":"assistant","model":"claude-haiku-4-5","content":[{"type":"text","text":"Said in JSON"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":3,"output_tokens":4}}""",
        Dialect.Gemini => """{"candidates":[{"content":{"role":"model","parts":[{"text":"Said in JSON"}]},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":3,"candidatesTokenCount":4,"totalTokenCount":7}}""",
        _ => """{"id":"c1","object":"chat.completion","created":1700000000,"model":"gpt-4o-mini","choices":[{"index":0,"message":{"role":"assistant","content":"Said in JSON","refusal":null},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7}}""",
    };
}
