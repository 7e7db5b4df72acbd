using System.Text.Json;
using AiGateway.Protocol.Chat;

namespace AiGateway.Protocol.Formats.Gemini;

/// <summary>Gemini's words for why an answer ended.</summary>
internal static class FinishReasons
{
    /// <summary>The hub's word for a reason, a string; functions that were called make of a stop another one.</summary>
    public static FinishReason Read(JsonElement reason) => reason.GetString() switch
    {
        "MAX_TOKENS" => FinishReason.Length,
        "SAFETY" or "BLOCKLIST" or "PROHIBITED_CONTENT" or "SPII" or "RECITATION" or "LANGUAGE" or "MODEL_ARMOR"
            or "IMAGE_SAFETY" or "IMAGE_PROHIBITED_CONTENT" or "IMAGE_RECITATION" => FinishReason.ContentFilter,
        _ => FinishReason.Stop,
    };

    public static ReadOnlySpan<byte> Write(FinishReason? reason) => reason switch
    {
        FinishReason.Stop or FinishReason.ToolCalls => "STOP"u8,
        FinishReason.Length => "MAX_TOKENS"u8,
        FinishReason.ContentFilter => "SAFETY"u8,
        _ => "OTHER"u8,
    };
}
