using System.Text.Json;
using AiGateway.Protocol.Json;

namespace AiGateway.Protocol.Formats.OpenAIChat;

/// <summary>Gemini's opaque signature in Google's own spelling for this format: <c>extra_content.google.thought_signature</c>.</summary>
internal static class ThoughtSignature
{
    public static string? Of(JsonElement parent) =>
        parent.TryGet("extra_content", out var extra) && extra.TryGet("google", out var google) ? google.StringOrNull("thought_signature") : null;

    public static void Write(Utf8JsonWriter writer, string signature)
    {
        writer.WriteStartObject("extra_content"u8);
        writer.WriteStartObject("google"u8);
        writer.WriteString("thought_signature"u8, signature);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
