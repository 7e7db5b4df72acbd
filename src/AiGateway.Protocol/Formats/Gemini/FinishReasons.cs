using System.Text.Json;
using AiGateway.Protocol.Chat;

namespace AiGateway.Protocol.Formats.Gemini;

/// <summary>Gemini's words for why an answer ended.</summary>
internal static class FinishReasons
{
    /// <summary>The hub's word.</summary>
    /// <param name="reason">Gemini's, a string.</param>
    /// <param name="called">Whether a function was called anywhere in the answer: Gemini says STOP then, too.</param>
    public static FinishReason Read(JsonElement reason, bool called) => reason.GetString() switch
    {
        "MAX_TOKENS" => FinishReason.Length,
        "SAFETY" or "BLOCKLIST" or "PROHIBITED_CONTENT" or "SPII" or "RECITATION" or "LANGUAGE" or "MODEL_ARMOR"
            or "IMAGE_SAFETY" or "IMAGE_PROHIBITED_CONTENT" or "IMAGE_RECITATION" => FinishReason.ContentFilter,
        _ => called ? FinishReason.ToolCalls : FinishReason.Stop,
    };

    public static ReadOnlySpan<byte> Write(FinishReason? reason) => reason switch
    {
        FinishReason.Stop or FinishReason.ToolCalls => "STOP"u8,
        FinishReason.Length => "MAX_TOKENS"u8,
        FinishReason.ContentFilter => "SAFETY"u8,
        _ => "OTHER"u8,
    };
}
