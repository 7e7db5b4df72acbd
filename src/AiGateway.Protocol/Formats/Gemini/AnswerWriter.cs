using System.Text.Json;
using AiGateway.Protocol.Chat;

namespace AiGateway.Protocol.Formats.Gemini;

/// <summary>Writes whole answers.</summary>
internal static class AnswerWriter
{
    public static void Write(ChatAnswer answer, Utf8JsonWriter writer, AnswerWriteContext context)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("candidates"u8);
        foreach (var choice in answer.Choices)
        {
            WriteCandidate(choice, writer);
        }

        writer.WriteEndArray();
        AnswerParts.Tail(writer, answer.Usage, answer.Model ?? context.Model, answer.Id ?? context.IdSeed);
        writer.WriteEndObject();
    }

    private static void WriteCandidate(ChatChoice choice, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("content"u8);
        writer.WriteStartArray("parts"u8);
        foreach (var part in choice.Parts)
        {
            WritePart(part, writer);
        }

        if (choice.Audio is { } audio)
        {
            if (!string.IsNullOrEmpty(audio.Transcript))
            {
                AnswerParts.Text(writer, audio.Transcript, null);
            }

            if (!string.IsNullOrEmpty(audio.Data))
            {
                AnswerParts.Sound(writer, audio.Data);
            }
        }

        writer.WriteEndArray();
        writer.WriteString("role"u8, "model"u8);
        writer.WriteEndObject();
        writer.WriteString("finishReason"u8, FinishReasons.Write(choice.FinishReason));
        writer.WriteNumber("index"u8, choice.Index);
        if (choice.Citations.Count > 0)
        {
            AnswerParts.Sources(writer, choice.Citations);
        }

        if (choice.Logprobs is { Count: > 0 } logprobs)
        {
            LogprobsMapping.Write(writer, logprobs);
        }

        writer.WriteEndObject();
    }

    private static void WritePart(ChatPart part, Utf8JsonWriter writer)
    {
        switch (part)
        {
            case ChatPart.Text text:
                AnswerParts.Text(writer, text.Value, text.Signature);
                break;
            case ChatPart.Refusal refusal:
                AnswerParts.Text(writer, refusal.Value, null);
                break;
            case ChatPart.Thinking thinking when thinking.Value.Length > 0 || AnswerParts.IsSignature(thinking.Signature):
                AnswerParts.Thought(writer, thinking.Value, thinking.Signature);
                break;
            case ChatPart.ToolCall call:
                AnswerParts.Call(writer, call);
                break;
        }
    }
}
