using AiGateway.Protocol.Chat;

namespace AiGateway.Protocol.Formats.OpenAIChat;

/// <summary>Why an answer ended, in the dialects' words and in OpenAI's.</summary>
internal static class FinishReasons
{
    public const string Error = "error";

    /// <summary>Reads a provider's word; an unknown one reads as <see cref="FinishReason.Stop"/>.</summary>
    public static FinishReason Read(string word) => word switch
    {
        "length" or "model_length" or "max_tokens" => FinishReason.Length,
        "tool_calls" or "function_call" or "tool_use" => FinishReason.ToolCalls,
        "content_filter" => FinishReason.ContentFilter,
        _ => FinishReason.Stop,
    };

    public static ReadOnlySpan<byte> Write(FinishReason reason) => reason switch
    {
        FinishReason.Length => "length"u8,
        FinishReason.ToolCalls => "tool_calls"u8,
        FinishReason.ContentFilter => "content_filter"u8,
        _ => "stop"u8,
    };
}
