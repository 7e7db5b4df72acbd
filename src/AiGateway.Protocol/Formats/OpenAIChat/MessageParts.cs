using System.Text.Json;
using AiGateway.Protocol.Chat;

namespace AiGateway.Protocol.Formats.OpenAIChat;

/// <summary>Writes what a stream's delta and a JSON answer's message have in common.</summary>
internal static class MessageParts
{
    /// <summary>Writes a call's members, but for the stream's <c>index</c>.</summary>
    public static void WriteCallHead(Utf8JsonWriter writer, string id, string name, string arguments, bool custom, string? signature)
    {
        writer.WriteString("id"u8, id);
        writer.WriteString("type"u8, custom ? "custom"u8 : "function"u8);
        writer.WriteStartObject(custom ? "custom"u8 : "function"u8);
        writer.WriteString("name"u8, name);
        writer.WriteString(custom ? "input"u8 : "arguments"u8, arguments);
        writer.WriteEndObject();
        if (signature is not null)
        {
            ThoughtSignature.Write(writer, signature);
        }
    }

    /// <summary>SDKs type both places as numbers, so unknown ones are 0.</summary>
    public static void WriteAnnotations(Utf8JsonWriter writer, IEnumerable<ChatEvent.Citation> citations)
    {
        writer.WriteStartArray("annotations"u8);
        foreach (var citation in citations)
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, "url_citation"u8);
            writer.WriteStartObject("url_citation"u8);
            writer.WriteNumber("start_index"u8, citation.Start ?? 0);
            writer.WriteNumber("end_index"u8, citation.End ?? 0);
            writer.WriteString("url"u8, citation.Url);
            writer.WriteString("title"u8, citation.Title);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    public static void WriteAudio(Utf8JsonWriter writer, ChatEvent.AudioDelta audio)
    {
        writer.WriteStartObject("audio"u8);
        if (audio.Id is not null)
        {
            writer.WriteString("id"u8, audio.Id);
        }

        if (audio.Data is not null)
        {
            writer.WriteString("data"u8, audio.Data);
        }

        if (audio.Transcript is not null)
        {
            writer.WriteString("transcript"u8, audio.Transcript);
        }

        if (audio.ExpiresAt is { } expires)
        {
            writer.WriteNumber("expires_at"u8, expires);
        }

        writer.WriteEndObject();
    }

    public static void WriteLogprobs(Utf8JsonWriter writer, IEnumerable<JsonElement> tokens)
    {
        writer.WriteStartObject("logprobs"u8);
        writer.WriteStartArray("content"u8);
        foreach (var token in tokens)
        {
            token.WriteTo(writer);
        }

        writer.WriteEndArray();
        writer.WriteNull("refusal"u8);
        writer.WriteEndObject();
    }
}
