using System.Text;
using System.Text.Json;
using AiGateway.Protocol.Chat;

namespace AiGateway.Protocol.Formats.OpenAIChat;

/// <summary>Writes the content of a message: a string where it is one text, a list of parts else.</summary>
internal sealed class PartWriter(Utf8JsonWriter writer, OpenAIChatQuirks quirks, OpenAIChatModels.Rules rules, LossReport losses, bool sameFormat)
{
    public static string TextOf(ChatPart part) => part switch
    {
        ChatPart.Text text => text.Value,
        ChatPart.Refusal refusal => refusal.Value,
        _ => "",
    };

    public static void WriteText(Utf8JsonWriter writer, string text)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "text"u8);
        writer.WriteString("text"u8, text);
        writer.WriteEndObject();
    }

    /// <summary>Writes the content's value.</summary>
    /// <param name="parts">Text, refusals, images, audio and files.</param>
    /// <param name="path">Where the message stands in the conversation, such as <c>messages[2]</c>.</param>
    public void WriteContent(IReadOnlyList<ChatPart> parts, string path)
    {
        parts = [.. parts.Select(AsText)];
        var hinted = parts.Any(static part => part.Cache is not null);
        if (hinted && !HintsTaken)
        {
            losses.Drop("cache_control");
            hinted = false;
        }

        if (!hinted && parts.All(static part => part is ChatPart.Text or ChatPart.Refusal) && (parts.Count < 2 || !quirks.TextArrays))
        {
            writer.WriteStringValue(string.Join('\n', parts.Select(TextOf)));
            return;
        }

        writer.WriteStartArray();
        for (var i = 0; i < parts.Count; i++)
        {
            Write(parts[i], $"{path}.content[{i}]");
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes a tool's hint, if the provider takes it.</summary>
    public void WriteToolHint(CacheHint? hint)
    {
        if (hint is null)
        {
            return;
        }

        if (quirks.CacheControl)
        {
            WriteHint(hint);
        }
        else
        {
            losses.Drop("cache_control");
        }
    }

    private bool HintsTaken => quirks.CacheControl || rules.CacheBreakpoints;

    /// <summary>Other formats' callers may send plain text as a document; OpenAI's <c>file</c> is for PDF.</summary>
    private ChatPart AsText(ChatPart part)
    {
        if (sameFormat || part is not ChatPart.File { Source: MediaSource.Inline { MediaType: ['t', 'e', 'x', 't', '/', ..] } inline } file)
        {
            return part;
        }

        var buffer = new byte[inline.Data.Length];
        if (!Convert.TryFromBase64String(inline.Data, buffer, out var length))
        {
            return part;
        }

        var text = Encoding.UTF8.GetString(buffer, 0, length);
        return new ChatPart.Text(file.Name is null ? text : $"{file.Name}\n\n{text}") { Cache = part.Cache };
    }

    private void Write(ChatPart part, string path)
    {
        writer.WriteStartObject();
        switch (part)
        {
            case ChatPart.Text or ChatPart.Refusal:
                writer.WriteString("type"u8, "text"u8);
                writer.WriteString("text"u8, TextOf(part));
                break;
            case ChatPart.Image image:
                WriteImage(image, $"{path}.image_url");
                break;
            case ChatPart.Audio audio:
                writer.WriteString("type"u8, "input_audio"u8);
                writer.WriteStartObject("input_audio"u8);
                writer.WriteString("data"u8, audio.Data);
                writer.WriteString("format"u8, audio.Format);
                writer.WriteEndObject();
                break;
            case ChatPart.File file:
                WriteFile(file, $"{path}.file");
                break;
        }

        if (part.Cache is not null && HintsTaken)
        {
            WriteHint(part.Cache);
        }

        writer.WriteEndObject();
    }

    private void WriteHint(CacheHint hint)
    {
        writer.WriteStartObject(quirks.CacheControl ? "cache_control"u8 : "prompt_cache_breakpoint"u8);
        if (quirks.CacheControl)
        {
            writer.WriteString("type"u8, "ephemeral"u8);
            if (hint.Ttl is not null)
            {
                writer.WriteString("ttl"u8, hint.Ttl);
            }
        }
        else
        {
            writer.WriteString("mode"u8, "explicit"u8);
            if (hint.Ttl is not null)
            {
                losses.Drop("cache_control.ttl");
            }
        }

        writer.WriteEndObject();
    }

    private void WriteImage(ChatPart.Image image, string path)
    {
        var url = image.Source.ToUrl();
        if (url is null || (image.Source is MediaSource.Link && !quirks.ImageLinks))
        {
            throw Refused(path, url is null
                ? "The provider takes images by URL or as base64 data, not by a file id."
                : "The provider takes images as base64 data only, not by URL.");
        }

        writer.WriteString("type"u8, "image_url"u8);
        writer.WriteStartObject("image_url"u8);
        writer.WriteString("url"u8, url);
        if (image.Detail is not null)
        {
            writer.WriteString("detail"u8, image.Detail);
        }

        writer.WriteEndObject();
    }

    private void WriteFile(ChatPart.File file, string path)
    {
        if (quirks.DocumentUrls && file.Source.ToUrl() is { } address)
        {
            writer.WriteString("type"u8, "document_url"u8);
            writer.WriteString("document_url"u8, address);
            if (file.Name is not null)
            {
                writer.WriteString("document_name"u8, file.Name);
            }

            return;
        }

        if (file.Source is MediaSource.Link && !sameFormat)
        {
            throw Refused(path, "The provider takes documents as base64 data or by a file id, not by URL.");
        }

        writer.WriteString("type"u8, "file"u8);
        writer.WriteStartObject("file"u8);
        if (file.Source is MediaSource.Uploaded uploaded)
        {
            writer.WriteString("file_id"u8, uploaded.FileId);
        }
        else
        {
            writer.WriteString("filename"u8, file.Name ?? "document.pdf");
            writer.WriteString("file_data"u8, file.Source.ToUrl());
        }

        writer.WriteEndObject();
    }

    private static WireFormatException Refused(string param, string message) =>
        new(GatewayError.InvalidRequest(message, param, "unsupported_value"));
}
