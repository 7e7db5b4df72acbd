using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Json;

namespace AiGateway.Protocol.Formats.OpenAIChat;

/// <summary>Writes blocks of reasoning whose proof must return unchanged.</summary>
internal static class ReasoningWriter
{
    public static void WriteBlocks(Utf8JsonWriter writer, IEnumerable<ChatPart> parts)
    {
        writer.WriteStartArray("thinking_blocks"u8);
        foreach (var part in parts)
        {
            WriteBlock(writer, part);
        }

        writer.WriteEndArray();
    }

    public static void WriteDetails(Utf8JsonWriter writer, IEnumerable<ChatPart> parts)
    {
        writer.WriteStartArray("reasoning_details"u8);
        foreach (var part in parts)
        {
            WriteDetail(writer, part);
        }

        writer.WriteEndArray();
    }

    private static void WriteBlock(Utf8JsonWriter writer, ChatPart part)
    {
        writer.WriteStartObject();
        if (part is ChatPart.Thinking thinking)
        {
            writer.WriteString("type"u8, "thinking"u8);
            writer.WriteString("thinking"u8, thinking.Value);
            if (thinking.Signature is not null)
            {
                writer.WriteString("signature"u8, thinking.Signature);
            }
        }
        else if (part is ChatPart.RedactedThinking redacted)
        {
            writer.WriteString("type"u8, "redacted_thinking"u8);
            writer.WriteString("data"u8, redacted.Data);
        }

        writer.WriteEndObject();
    }

    private static void WriteDetail(Utf8JsonWriter writer, ChatPart part)
    {
        if (part is ChatPart.RedactedThinking { Data: ['{', ..] } whole && JsonText.TryParseObject(whole.Data, out var detail))
        {
            // As the reader kept it: the provider wants its own id and format back.
            detail.WriteTo(writer);
            return;
        }

        writer.WriteStartObject();
        if (part is ChatPart.Thinking thinking)
        {
            writer.WriteString("type"u8, "reasoning.text"u8);
            writer.WriteString("text"u8, thinking.Value);
            if (thinking.Signature is not null)
            {
                writer.WriteString("signature"u8, thinking.Signature);
            }
        }
        else if (part is ChatPart.RedactedThinking redacted)
        {
            writer.WriteString("type"u8, "reasoning.encrypted"u8);
            writer.WriteString("data"u8, redacted.Data);
        }

        writer.WriteEndObject();
    }
}
