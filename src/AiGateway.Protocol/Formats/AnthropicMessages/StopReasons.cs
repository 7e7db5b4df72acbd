using System.Text.Json;
using AiGateway.Protocol.Chat;

namespace AiGateway.Protocol.Formats.AnthropicMessages;

/// <summary>Why an answer ended, in both directions.</summary>
internal static class StopReasons
{
    /// <summary>Anthropic's word in the hub's. A <c>tool_use</c> without any of the caller's tools is an ordinary end.</summary>
    public static FinishReason Read(string? reason, bool hasCalls) => reason switch
    {
        "max_tokens" or "model_context_window_exceeded" => FinishReason.Length,
        "tool_use" when hasCalls => FinishReason.ToolCalls,
        "refusal" => FinishReason.ContentFilter,
        _ => FinishReason.Stop,
    };

    /// <summary>Writes <c>stop_reason</c>, <c>stop_sequence</c> and, for a refusal, <c>stop_details</c>.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="reason">Why it ended; null where nobody said.</param>
    /// <param name="sequence">The stop sequence that was met.</param>
    /// <param name="refusal">The words of the refusal; null or empty where there is none.</param>
    public static void Write(Utf8JsonWriter writer, FinishReason? reason, string? sequence, string? refusal)
    {
        if (reason is null)
        {
            writer.WriteNull("stop_reason");
            writer.WriteNull("stop_sequence");
            return;
        }

        var isRefusal = reason == FinishReason.ContentFilter || !string.IsNullOrEmpty(refusal);
        writer.WriteString("stop_reason", isRefusal ? "refusal" : reason switch
        {
            FinishReason.Length => "max_tokens",
            FinishReason.ToolCalls => "tool_use",
            _ => sequence is null ? "end_turn" : "stop_sequence",
        });
        writer.WriteString("stop_sequence", sequence);
        if (isRefusal)
        {
            writer.WriteStartObject("stop_details");
            writer.WriteString("type", "refusal");
            writer.WriteNull("category");
            writer.WriteString("explanation", string.IsNullOrEmpty(refusal) ? null : refusal);
            writer.WriteEndObject();
        }
    }
}
