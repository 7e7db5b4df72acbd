using System.Text.Json;
using AiGateway.Protocol.Chat;

namespace AiGateway.Protocol.Formats.OpenAIChat;

/// <summary>Writes a caller's JSON answer.</summary>
internal static class AnswerWriter
{
    public static void Write(ChatAnswer answer, Utf8JsonWriter writer, AnswerWriteContext context)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, answer.Id ?? $"chatcmpl-{context.IdSeed}");
        writer.WriteString("object"u8, "chat.completion"u8);
        writer.WriteNumber("created"u8, answer.Created ?? context.Created);
        writer.WriteString("model"u8, answer.Model ?? context.Model);
        writer.WriteStartArray("choices"u8);
        foreach (var choice in answer.Choices.Count > 0 ? answer.Choices : [new ChatChoice(0)])
        {
            WriteChoice(choice, writer);
        }

        writer.WriteEndArray();
        if (answer.Usage is { } usage)
        {
            UsageMapping.Write(writer, usage);
        }

        writer.WriteEndObject();
    }

    private static void WriteChoice(ChatChoice choice, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteNumber("index"u8, choice.Index);
        writer.WriteStartObject("message"u8);
        WriteMessage(choice, writer);
        writer.WriteEndObject();
        if (choice.Logprobs is { Count: > 0 } logprobs)
        {
            MessageParts.WriteLogprobs(writer, logprobs);
        }
        else
        {
            writer.WriteNull("logprobs"u8);
        }

        if (choice.FinishReason is { } reason)
        {
            writer.WriteString("finish_reason"u8, FinishReasons.Write(reason));
        }
        else
        {
            writer.WriteNull("finish_reason"u8);
        }

        writer.WriteEndObject();
    }

    private static void WriteMessage(ChatChoice choice, Utf8JsonWriter writer)
    {
        var texts = choice.Parts.OfType<ChatPart.Text>().ToList();
        var text = string.Concat(texts.Select(static part => part.Value));
        var refusal = string.Concat(choice.Parts.OfType<ChatPart.Refusal>().Select(static part => part.Value));
        var calls = choice.Parts.OfType<ChatPart.ToolCall>().ToList();
        writer.WriteString("role"u8, "assistant"u8);
        if (text.Length == 0 && (calls.Count > 0 || refusal.Length > 0 || choice.Audio is not null))
        {
            writer.WriteNull("content"u8);
        }
        else
        {
            writer.WriteString("content"u8, text);
        }

        writer.WriteString("refusal"u8, refusal.Length > 0 ? refusal : null);
        WriteReasoning(choice, writer);
        if (texts.LastOrDefault(static part => part.Signature is not null) is { Signature: { } signature })
        {
            ThoughtSignature.Write(writer, signature);
        }

        if (choice.Citations.Count > 0)
        {
            MessageParts.WriteAnnotations(writer, choice.Citations);
        }

        if (choice.Audio is { } audio)
        {
            MessageParts.WriteAudio(writer, audio);
        }

        if (calls.Count > 0)
        {
            writer.WriteStartArray("tool_calls"u8);
            foreach (var call in calls)
            {
                writer.WriteStartObject();
                MessageParts.WriteCallHead(writer, call.Id, call.Name, call.Arguments, call.IsCustom, call.Signature);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }
    }

    private static void WriteReasoning(ChatChoice choice, Utf8JsonWriter writer)
    {
        var blocks = choice.Parts.Where(static part => part is ChatPart.Thinking or ChatPart.RedactedThinking).ToList();
        var text = string.Concat(blocks.OfType<ChatPart.Thinking>().Select(static part => part.Value));
        if (text.Length > 0)
        {
            writer.WriteString("reasoning_content"u8, text);
        }

        if (blocks.Exists(static part => part is ChatPart.RedactedThinking or ChatPart.Thinking { Signature: not null }))
        {
            ReasoningWriter.WriteBlocks(writer, blocks);
        }
    }
}
