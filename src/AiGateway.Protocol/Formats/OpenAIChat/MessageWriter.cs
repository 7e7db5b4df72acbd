using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Json;

namespace AiGateway.Protocol.Formats.OpenAIChat;

/// <summary>Writes adapted messages.</summary>
internal sealed class MessageWriter(Utf8JsonWriter writer, PartWriter parts, OpenAIChatQuirks quirks, LossReport losses)
{
    /// <summary>Begins and fills the message's object, but leaves it open for fields that only the caller's format knows.</summary>
    /// <param name="message">The message.</param>
    /// <param name="path">Where it stands in the conversation, for errors.</param>
    public void WriteOpen(ChatMessage message, string path)
    {
        writer.WriteStartObject();
        writer.WriteString("role"u8, Role(message.Role));
        if (message.Name is not null)
        {
            writer.WriteString("name"u8, message.Name);
        }

        if (message.Role == ChatRole.Assistant)
        {
            WriteAssistant(message, path);
            return;
        }

        if (message.Role == ChatRole.Tool)
        {
            writer.WriteString("tool_call_id"u8, message.ToolCallId);
        }

        writer.WritePropertyName("content"u8);
        parts.WriteContent(message.Parts, path);
    }

    private static string Role(ChatRole role) => role switch
    {
        ChatRole.System => "system",
        ChatRole.Developer => "developer",
        ChatRole.User => "user",
        ChatRole.Assistant => "assistant",
        _ => "tool",
    };

    private void WriteAssistant(ChatMessage message, string path)
    {
        var content = message.Parts.Where(part => part is ChatPart.Text || (part is ChatPart.Refusal && !quirks.Refusals)).ToList();
        var calls = message.ToolCalls.ToList();
        var refusal = quirks.Refusals ? string.Concat(message.Parts.OfType<ChatPart.Refusal>().Select(static part => part.Value)) : "";
        var thinking = quirks.ReasoningEcho == ReasoningEcho.ContentParts
            ? message.Parts.OfType<ChatPart.Thinking>().Where(static part => part.Value.Length > 0).ToList()
            : [];
        if (content.Count > 0 || thinking.Count > 0)
        {
            writer.WritePropertyName("content"u8);
            WriteAssistantContent(content, thinking, path);
        }
        else if (calls.Count == 0 && refusal.Length == 0)
        {
            writer.WriteString("content"u8, "");
        }
        else
        {
            WriteEmptyContent();
        }

        WriteReasoning(message);
        WriteTextSignature(content);
        if (refusal.Length > 0)
        {
            writer.WriteString("refusal"u8, refusal);
        }

        if (calls.Count > 0)
        {
            writer.WriteStartArray("tool_calls"u8);
            calls.ForEach(WriteCall);
            writer.WriteEndArray();
        }
    }

    /// <summary>The texts of one turn are one text that tool calls or thinking once cut; a cache hint alone keeps them apart.</summary>
    private void WriteAssistantContent(List<ChatPart> content, List<ChatPart.Thinking> thinking, string path)
    {
        if (thinking.Count > 0)
        {
            writer.WriteStartArray();
            foreach (var part in thinking)
            {
                writer.WriteStartObject();
                writer.WriteString("type"u8, "thinking"u8);
                writer.WriteStartArray("thinking"u8);
                PartWriter.WriteText(writer, part.Value);
                writer.WriteEndArray();
                writer.WriteEndObject();
            }

            content.ForEach(part => PartWriter.WriteText(writer, PartWriter.TextOf(part)));
            writer.WriteEndArray();
        }
        else if (content.Exists(static part => part.Cache is not null))
        {
            parts.WriteContent(content, path);
        }
        else
        {
            writer.WriteStringValue(string.Concat(content.Select(PartWriter.TextOf)));
        }
    }

    private void WriteEmptyContent()
    {
        switch (quirks.EmptyAssistant)
        {
            case EmptyAssistantContent.Null:
                writer.WriteNull("content"u8);
                break;
            case EmptyAssistantContent.EmptyString:
                writer.WriteString("content"u8, "");
                break;
        }
    }

    private void WriteReasoning(ChatMessage message)
    {
        var thinking = message.Parts.Where(static part => part is ChatPart.Thinking or ChatPart.RedactedThinking).ToList();
        if (thinking.Count == 0)
        {
            return;
        }

        var text = string.Concat(thinking.OfType<ChatPart.Thinking>().Select(static part => part.Value));
        var signed = thinking.Exists(static part => part is ChatPart.RedactedThinking or ChatPart.Thinking { Signature: not null });
        switch (quirks.ReasoningEcho)
        {
            case ReasoningEcho.ReasoningDetails:
                ReasoningWriter.WriteDetails(writer, thinking);
                return;
            case ReasoningEcho.ThinkingBlocks:
                WriteIfAny("reasoning_content", text);
                if (signed)
                {
                    ReasoningWriter.WriteBlocks(writer, thinking);
                }

                return;
            case ReasoningEcho.ReasoningContent:
                WriteIfAny("reasoning_content", text);
                break;
            case ReasoningEcho.Reasoning:
                WriteIfAny("reasoning", text);
                break;
            case ReasoningEcho.None when text.Length > 0:
                losses.Drop("messages.reasoning_content");
                break;
        }

        if (signed)
        {
            losses.Drop("messages.thinking_blocks");
        }
    }

    private void WriteIfAny(string name, string text)
    {
        if (text.Length > 0)
        {
            writer.WriteString(name, text);
        }
    }

    private void WriteTextSignature(List<ChatPart> content)
    {
        if (content.OfType<ChatPart.Text>().LastOrDefault(static part => part.Signature is not null) is { Signature: { } signature })
        {
            WriteSignature(signature);
        }
    }

    private void WriteSignature(string signature)
    {
        if (quirks.ThoughtSignatures)
        {
            ThoughtSignature.Write(writer, signature);
        }
        else
        {
            losses.Drop("messages.extra_content");
        }
    }

    private void WriteCall(ChatPart.ToolCall call)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, call.Id);
        if (call.IsCustom && quirks.CustomTools)
        {
            writer.WriteString("type"u8, "custom"u8);
            writer.WriteStartObject("custom"u8);
            writer.WriteString("name"u8, call.Name);
            writer.WriteString("input"u8, call.Arguments);
        }
        else
        {
            writer.WriteString("type"u8, "function"u8);
            writer.WriteStartObject("function"u8);
            writer.WriteString("name"u8, call.Name);
            writer.WriteString("arguments"u8, call.IsCustom ? InputAsArguments(call.Arguments) : call.Arguments);
        }

        writer.WriteEndObject();
        if (call.Signature is not null)
        {
            WriteSignature(call.Signature);
        }

        if (call.Cache is not null)
        {
            losses.Drop("cache_control");
        }

        writer.WriteEndObject();
    }

    private static string InputAsArguments(string input) => System.Text.Encoding.UTF8.GetString(JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("input"u8, input);
        json.WriteEndObject();
    }));
}
