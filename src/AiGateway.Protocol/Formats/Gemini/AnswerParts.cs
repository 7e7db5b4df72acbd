using System.Buffers.Text;
using System.Text.Json;
using AiGateway.Protocol.Chat;

namespace AiGateway.Protocol.Formats.Gemini;

/// <summary>Writes the pieces of an answer that streams and whole answers share.</summary>
internal static class AnswerParts
{
    public static void Text(Utf8JsonWriter writer, string text, string? signature)
    {
        writer.WriteStartObject();
        writer.WriteString("text"u8, text);
        Signature(writer, signature);
        writer.WriteEndObject();
    }

    public static void Thought(Utf8JsonWriter writer, string text, string? signature)
    {
        writer.WriteStartObject();
        writer.WriteString("text"u8, text);
        writer.WriteBoolean("thought"u8, true);
        Signature(writer, signature);
        writer.WriteEndObject();
    }

    public static void Call(Utf8JsonWriter writer, ChatPart.ToolCall call)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("functionCall"u8);
        writer.WriteString("id"u8, call.Id);
        writer.WriteString("name"u8, call.Name);
        writer.WritePropertyName("args"u8);
        ResultText.WriteArguments(writer, call.Arguments, call.IsCustom);
        writer.WriteEndObject();
        Signature(writer, call.Signature);
        writer.WriteEndObject();
    }

    public static void Sound(Utf8JsonWriter writer, string data)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("inlineData"u8);

        // What OpenAI streams and what Gemini's own speech models give: 16-bit samples at 24 kHz.
        writer.WriteString("mimeType"u8, "audio/L16;codec=pcm;rate=24000"u8);
        writer.WriteString("data"u8, data);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    public static void Sources(Utf8JsonWriter writer, IEnumerable<ChatEvent.Citation> citations)
    {
        writer.WriteStartObject("groundingMetadata"u8);
        writer.WriteStartArray("groundingChunks"u8);
        foreach (var (url, title) in citations.Select(static citation => (citation.Url, citation.Title)).Distinct())
        {
            writer.WriteStartObject();
            writer.WriteStartObject("web"u8);
            writer.WriteString("uri"u8, url);
            writer.WriteString("title"u8, title);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>Writes what follows the candidates in every chunk and answer.</summary>
    public static void Tail(Utf8JsonWriter writer, TokenUsage? usage, string model, string id)
    {
        if (usage is not null)
        {
            UsageWriter.Write(writer, usage);
        }

        writer.WriteString("modelVersion"u8, model);
        writer.WriteString("responseId"u8, id);
    }

    /// <summary>Whether a signature can be written: the field is bytes to Google's SDKs, which fail on what is no base64.</summary>
    public static bool IsSignature(string? signature) => signature is not null && Base64.IsValid(signature);

    private static void Signature(Utf8JsonWriter writer, string? signature)
    {
        if (IsSignature(signature))
        {
            writer.WriteString("thoughtSignature"u8, signature);
        }
    }
}
