using System.Text.Json;
using AiGateway.Protocol.Chat;

namespace AiGateway.Protocol.Formats.Gemini;

/// <summary>Writes <c>usageMetadata</c>, in which the prompt includes what was cached and the candidates exclude the thoughts.</summary>
internal static class UsageWriter
{
    public static void Write(Utf8JsonWriter writer, TokenUsage usage)
    {
        writer.WriteStartObject("usageMetadata"u8);
        writer.WriteNumber("promptTokenCount"u8, usage.PromptTotal);
        writer.WriteNumber("candidatesTokenCount"u8, usage.Output + usage.AudioOutput);
        writer.WriteNumber("totalTokenCount"u8, usage.Total);
        if (usage.CacheRead > 0)
        {
            writer.WriteNumber("cachedContentTokenCount"u8, usage.CacheRead);
        }

        if (usage.Reasoning > 0)
        {
            writer.WriteNumber("thoughtsTokenCount"u8, usage.Reasoning);
        }

        WriteDetails(writer, "promptTokensDetails"u8, usage.PromptTotal, usage.AudioInput);
        WriteDetails(writer, "candidatesTokensDetails"u8, usage.Output + usage.AudioOutput, usage.AudioOutput);
        writer.WriteEndObject();
    }

    private static void WriteDetails(Utf8JsonWriter writer, ReadOnlySpan<byte> name, long all, long audio)
    {
        if (audio == 0)
        {
            return;
        }

        writer.WriteStartArray(name);
        WriteDetail(writer, "TEXT"u8, all - audio);
        WriteDetail(writer, "AUDIO"u8, audio);
        writer.WriteEndArray();
    }

    private static void WriteDetail(Utf8JsonWriter writer, ReadOnlySpan<byte> modality, long count)
    {
        writer.WriteStartObject();
        writer.WriteString("modality"u8, modality);
        writer.WriteNumber("tokenCount"u8, count);
        writer.WriteEndObject();
    }
}
