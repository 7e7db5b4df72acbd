using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Json;

namespace AiGateway.Protocol.Formats.Gemini;

/// <summary>Writes the parts of a request's turns.</summary>
/// <param name="fromGemini">Whether the request was read from this format, so that the signatures of its thoughts are Gemini's own.</param>
internal sealed class PartWriter(Utf8JsonWriter writer, ModelRules rules, LossReport losses, bool fromGemini)
{
    // Google's documented stand-in for calls that no Gemini model made.
    private static ReadOnlySpan<byte> NoSignature => "skip_thought_signature_validator"u8;

    private bool _callSeen;

    /// <summary>To be called before each turn of the model: the first call of a turn is the one that needs a signature.</summary>
    public void BeginModelTurn() => _callSeen = false;

    /// <summary>Whether a part comes to nothing here; what is lost by it is reported.</summary>
    public bool IsEmpty(ChatPart part)
    {
        switch (part)
        {
            case ChatPart.Text { Value.Length: 0, Signature: null }:
                return true;
            case ChatPart.Thinking when rules.Thinking == ThinkingStyle.None:
                losses.Drop("messages.reasoning_content");
                return true;
            case ChatPart.Thinking { Value.Length: 0 } thinking when !(fromGemini && thinking.Signature is not null):
                DropSignature(thinking);
                return true;
            case ChatPart.RedactedThinking:
                losses.Drop("messages.thinking_blocks");
                return true;
            default:
                return false;
        }
    }

    /// <summary>Writes a part of a message.</summary>
    /// <param name="message">The message's index, for an error's path.</param>
    public void Write(ChatPart part, int message)
    {
        if (part.Cache is not null)
        {
            losses.Drop("messages.content.cache_control");
        }

        switch (part)
        {
            case ChatPart.Text text:
                WriteText(text.Value, false, text.Signature);
                break;
            case ChatPart.Refusal refusal:
                WriteText(refusal.Value, false, null);
                break;
            case ChatPart.Thinking thinking:
                DropSignature(thinking);
                WriteText(thinking.Value, true, fromGemini ? thinking.Signature : null);
                break;
            case ChatPart.ToolCall call:
                WriteCall(call);
                break;
            case ChatPart.Image image:
                if (image.Detail is not (null or "auto"))
                {
                    losses.Drop("messages.content.image_url.detail");
                }

                WriteMedia(image.Source, message);
                break;
            case ChatPart.Audio audio:
                WriteInline(MediaTypes.OfAudio(audio.Format), audio.Data);
                break;
            case ChatPart.File file:
                if (file.Name is not null)
                {
                    losses.Drop("messages.content.file.filename");
                }

                WriteMedia(file.Source, message);
                break;
            case ChatPart.RedactedThinking:
                losses.Drop("messages.thinking_blocks");
                break;
        }
    }

    /// <summary>Writes a tool's result.</summary>
    public void WriteResult(ChatMessage result, string name)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("functionResponse"u8);
        if (result.ToolCallId is { } id)
        {
            writer.WriteString("id"u8, id);
        }

        writer.WriteString("name"u8, name);
        writer.WritePropertyName("response"u8);
        ResultText.Write(writer, result.Text, result.IsError);
        var media = rules.TakesMediaInResults ? result.Parts.Where(IsInline).ToList() : [];
        if (media.Count > 0)
        {
            writer.WriteStartArray("parts"u8);
            foreach (var part in media)
            {
                Write(part, 0);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
        if (result.Parts.Any(static part => part is ChatPart.Text { Cache: not null }))
        {
            losses.Drop("messages.content.cache_control");
        }
    }

    /// <summary>Writes, after a turn's results, those images and documents that cannot be inside one.</summary>
    public void WriteMediaBeside(ChatMessage result)
    {
        foreach (var part in result.Parts)
        {
            if (part is not ChatPart.Text && !(rules.TakesMediaInResults && IsInline(part)))
            {
                Write(part, 0);
            }
        }
    }

    private static bool IsInline(ChatPart part) =>
        part is ChatPart.Audio or ChatPart.Image { Source: MediaSource.Inline } or ChatPart.File { Source: MediaSource.Inline };

    private void WriteText(string text, bool thought, string? signature)
    {
        writer.WriteStartObject();
        writer.WriteString("text"u8, text);
        if (thought)
        {
            writer.WriteBoolean("thought"u8, true);
        }

        if (signature is not null)
        {
            writer.WriteString("thoughtSignature"u8, signature);
        }

        writer.WriteEndObject();
    }

    private void WriteCall(ChatPart.ToolCall call)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("functionCall"u8);
        writer.WriteString("id"u8, call.Id);
        writer.WriteString("name"u8, call.Name);
        writer.WritePropertyName("args"u8);
        ResultText.WriteArguments(writer, call.Arguments, call.IsCustom);
        writer.WriteEndObject();
        if (call.Signature is { } signature)
        {
            writer.WriteString("thoughtSignature"u8, signature);
        }
        else if (rules.NeedsSignatures && !_callSeen)
        {
            writer.WriteString("thoughtSignature"u8, NoSignature);
        }

        _callSeen = true;
        writer.WriteEndObject();
    }

    private void WriteMedia(MediaSource source, int message)
    {
        switch (source)
        {
            case MediaSource.Inline inline:
                WriteInline(inline.MediaType, inline.Data);
                break;
            case MediaSource.Link link:
                WriteFile(link.Url, link.MediaType ?? MediaTypes.Guess(link.Url));
                break;
            case MediaSource.Uploaded uploaded when uploaded.FileId.StartsWith("files/", StringComparison.Ordinal):
                WriteFile("https://generativelanguage.googleapis.com/v1beta/" + uploaded.FileId, null);
                break;
            case MediaSource.Uploaded:
                throw JsonRead.Invalid($"messages[{message}].content", "a file uploaded to another provider cannot be given to this one; send its data.");
        }
    }

    private void WriteInline(string mediaType, string data)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("inlineData"u8);
        writer.WriteString("mimeType"u8, mediaType);
        writer.WriteString("data"u8, data);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private void WriteFile(string uri, string? mediaType)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("fileData"u8);
        if (mediaType is not null)
        {
            writer.WriteString("mimeType"u8, mediaType);
        }

        writer.WriteString("fileUri"u8, uri);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private void DropSignature(ChatPart.Thinking thinking)
    {
        if (thinking.Signature is not null && !fromGemini)
        {
            // Another provider's, which Gemini would refuse; Gemini's own are on calls and texts.
            losses.Drop("messages.thinking_blocks.signature");
        }
    }
}
