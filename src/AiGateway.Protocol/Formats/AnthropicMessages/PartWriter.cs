using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Json;

namespace AiGateway.Protocol.Formats.AnthropicMessages;

/// <summary>Writes parts of messages as content blocks.</summary>
internal sealed class PartWriter(Utf8JsonWriter writer, LossReport losses)
{
    private readonly MediaWriter _media = new(writer);

    /// <summary>False for what makes no block: blank text, which the API refuses, and reasoning that nobody signed.</summary>
    public static bool IsWritten(ChatPart part) => part switch
    {
        ChatPart.Text text => !string.IsNullOrWhiteSpace(text.Value),
        ChatPart.Refusal refusal => !string.IsNullOrWhiteSpace(refusal.Value),
        ChatPart.Thinking thinking => !string.IsNullOrEmpty(thinking.Signature),
        _ => true,
    };

    /// <summary>True where a block is written that may carry a cache hint.</summary>
    public static bool TakesCache(ChatPart part) => part is not (ChatPart.Thinking or ChatPart.RedactedThinking) && IsWritten(part);

    /// <summary>Writes a part of the user's or of the system's.</summary>
    /// <exception cref="WireFormatException">It is of a kind that Claude cannot take.</exception>
    public void WriteUser(ChatPart part, string path, CacheBreakpoints breakpoints)
    {
        switch (part)
        {
            case ChatPart.Text text:
                WriteText(text, breakpoints);
                break;
            case ChatPart.Image image:
                if (image.Detail is not (null or "auto"))
                {
                    losses.Drop("messages.content.image_url.detail");
                }

                _media.WriteImage(image, $"{path}.image_url", breakpoints);
                break;
            case ChatPart.File file:
                _media.WriteFile(file, $"{path}.file", breakpoints);
                break;
            case ChatPart.Audio:
                throw MediaWriter.Unsupported($"{path}.input_audio", "this model takes no audio input.");
            default:
                losses.Drop("messages.content");
                break;
        }
    }

    /// <summary>Writes a part of the assistant's.</summary>
    public void WriteAssistant(ChatPart part, CacheBreakpoints breakpoints)
    {
        switch (part)
        {
            case ChatPart.Text text:
                WriteText(text, breakpoints);
                break;
            case ChatPart.Refusal refusal when IsWritten(refusal):
                WriteText(refusal.Value, refusal.Cache, breakpoints);
                break;
            case ChatPart.Refusal:
                break;
            case ChatPart.Thinking { Signature: { Length: > 0 } signature } thinking:
                Start("thinking");
                writer.WriteString("thinking", thinking.Value);
                writer.WriteString("signature", signature);
                writer.WriteEndObject();
                break;
            case ChatPart.Thinking:
                losses.Drop("messages.reasoning_content");
                break;
            case ChatPart.RedactedThinking redacted:
                Start("redacted_thinking");
                writer.WriteString("data", redacted.Data);
                writer.WriteEndObject();
                break;
            case ChatPart.ToolCall call:
                WriteCall(call, breakpoints);
                break;
            default:
                losses.Drop("messages.content");
                break;
        }
    }

    /// <summary>Writes one tool's result.</summary>
    public void WriteToolResult(ChatMessage message, string path, CacheBreakpoints breakpoints)
    {
        Start("tool_result");
        writer.WriteString("tool_use_id", CallIds.For(message.ToolCallId ?? ""));
        if (message.Parts is [ChatPart.Text only])
        {
            writer.WriteString("content", only.Value);
        }
        else if (message.Parts.Any(IsWritten))
        {
            var unlimited = new CacheBreakpoints(0, losses);
            writer.WriteStartArray("content");
            for (var i = 0; i < message.Parts.Count; i++)
            {
                WriteUser(message.Parts[i] with { Cache = null }, $"{path}.content[{i}]", unlimited);
            }

            writer.WriteEndArray();
        }

        if (message.IsError)
        {
            writer.WriteBoolean("is_error", true);
        }

        breakpoints.Write(message.Parts.LastOrDefault(static part => part.Cache is not null)?.Cache, writer);
        writer.WriteEndObject();
    }

    /// <summary>Writes a text that is not blank.</summary>
    public void WriteText(string text, CacheHint? cache, CacheBreakpoints breakpoints)
    {
        Start("text");
        writer.WriteString("text", text);
        breakpoints.Write(cache, writer);
        writer.WriteEndObject();
    }

    private void WriteText(ChatPart.Text text, CacheBreakpoints breakpoints)
    {
        ReportSignature(text.Signature);
        if (IsWritten(text))
        {
            WriteText(text.Value, text.Cache, breakpoints);
        }
    }

    private void WriteCall(ChatPart.ToolCall call, CacheBreakpoints breakpoints)
    {
        ReportSignature(call.Signature);
        Start("tool_use");
        writer.WriteString("id", CallIds.For(call.Id));
        writer.WriteString("name", call.Name);
        if (call.IsCustom)
        {
            writer.WriteStartObject("input");
            writer.WriteString("input", call.Arguments);
            writer.WriteEndObject();
        }
        else if (JsonText.TryParseObject(call.Arguments, out var input))
        {
            writer.WritePropertyName("input");
            input.WriteRawTo(writer);
        }
        else
        {
            // A call that was cut off, or whose model wrote no JSON: the API wants an object all the same.
            if (!string.IsNullOrWhiteSpace(call.Arguments) && call.Arguments.Trim() != "null")
            {
                losses.Drop("messages.tool_calls.function.arguments");
            }

            writer.WriteStartObject("input");
            writer.WriteEndObject();
        }

        breakpoints.Write(call.Cache, writer);
        writer.WriteEndObject();
    }

    private void ReportSignature(string? signature)
    {
        if (signature is not null)
        {
            losses.Drop("messages.extra_content");
        }
    }

    private void Start(string type)
    {
        writer.WriteStartObject();
        writer.WriteString("type", type);
    }
}
