using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Json;

namespace AiGateway.Protocol.Formats.AnthropicMessages;

/// <summary>Writes a whole answer. The format knows one answer a request, so of several the first is written.</summary>
internal static class AnswerWriter
{
    /// <summary>Writes it.</summary>
    public static void Write(ChatAnswer answer, Utf8JsonWriter writer, AnswerWriteContext context)
    {
        var choice = answer.Choices.FirstOrDefault(static choice => choice.Index == 0) ?? new ChatChoice(0);
        writer.WriteStartObject();
        WriteHead(writer, answer.Id, answer.Model, context);
        writer.WriteStartArray("content");
        List<ChatPart> parts = [.. choice.Parts];
        if (choice.Audio?.Transcript is { Length: > 0 } spoken)
        {
            // There is no place for sound, but there is one for what it says.
            parts.Add(new ChatPart.Text(spoken));
        }

        var citing = choice.Citations.Count > 0 ? parts.LastOrDefault(static part => part is ChatPart.Text { Value.Length: > 0 }) : null;
        foreach (var part in parts)
        {
            WriteBlock(part, ReferenceEquals(part, citing) ? choice.Citations : [], writer);
        }

        writer.WriteEndArray();
        var refusal = string.Concat(choice.Parts.OfType<ChatPart.Refusal>().Select(static part => part.Value));
        StopReasons.Write(writer, choice.FinishReason, choice.StopSequence, refusal);
        UsageMapping.Write(answer.Usage, writer);
        writer.WriteEndObject();
    }

    /// <summary>The properties that a message begins with.</summary>
    public static void WriteHead(Utf8JsonWriter writer, string? id, string? model, AnswerWriteContext context)
    {
        writer.WriteString("id", string.IsNullOrEmpty(id) ? $"msg_{context.IdSeed}" : id);
        writer.WriteString("type", "message");
        writer.WriteString("role", "assistant");
        writer.WriteString("model", string.IsNullOrEmpty(model) ? context.Model : model);
    }

    /// <summary>One citation, with the fields that clients demand and nobody but Anthropic fills.</summary>
    public static void WriteCitation(ChatEvent.Citation citation, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "web_search_result_location");
        writer.WriteString("url", citation.Url);
        writer.WriteString("title", citation.Title);
        writer.WriteString("encrypted_index", "");
        writer.WriteString("cited_text", "");
        writer.WriteEndObject();
    }

    private static void WriteBlock(ChatPart part, IList<ChatEvent.Citation> citations, Utf8JsonWriter writer)
    {
        switch (part)
        {
            case ChatPart.Text { Value.Length: > 0 } text:
                Start("text", writer);
                writer.WriteString("text", text.Value);
                if (citations.Count > 0)
                {
                    writer.WriteStartArray("citations");
                    foreach (var citation in citations)
                    {
                        WriteCitation(citation, writer);
                    }

                    writer.WriteEndArray();
                }

                writer.WriteEndObject();
                break;
            case ChatPart.Thinking thinking:
                Start("thinking", writer);
                writer.WriteString("thinking", thinking.Value);
                writer.WriteString("signature", thinking.Signature ?? "");
                writer.WriteEndObject();
                break;
            case ChatPart.RedactedThinking redacted:
                Start("redacted_thinking", writer);
                writer.WriteString("data", redacted.Data);
                writer.WriteEndObject();
                break;
            case ChatPart.ToolCall call:
                Start("tool_use", writer);
                writer.WriteString("id", call.Id);
                writer.WriteString("name", call.Name);
                WriteInput(call, writer);
                writer.WriteEndObject();
                break;
        }
    }

    private static void WriteInput(ChatPart.ToolCall call, Utf8JsonWriter writer)
    {
        if (!call.IsCustom && JsonText.TryParseObject(call.Arguments, out var input))
        {
            writer.WritePropertyName("input");
            input.WriteRawTo(writer);
            return;
        }

        // Clients demand an object, also for free text and for arguments that were cut off.
        writer.WriteStartObject("input");
        if (call.IsCustom)
        {
            writer.WriteString("input", call.Arguments);
        }

        writer.WriteEndObject();
    }

    private static void Start(string type, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("type", type);
    }
}
