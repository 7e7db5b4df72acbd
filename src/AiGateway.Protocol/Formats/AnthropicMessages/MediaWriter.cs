using System.Text;
using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Json;

namespace AiGateway.Protocol.Formats.AnthropicMessages;

/// <summary>Writes images and documents as content blocks.</summary>
internal sealed class MediaWriter(Utf8JsonWriter writer)
{
    /// <summary>The error for what cannot be taken.</summary>
    public static WireFormatException Unsupported(string path, string message) =>
        new(GatewayError.InvalidRequest($"Unsupported value: '{path}': {message}", path, "unsupported_value"));

    /// <summary>Writes an image.</summary>
    /// <exception cref="WireFormatException">It is of a kind, or in a place, that Claude cannot take.</exception>
    public void WriteImage(ChatPart.Image image, string path, CacheBreakpoints breakpoints)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "image");
        if (image.Source is MediaSource.Inline inline)
        {
            var type = inline.MediaType == "image/jpg" ? "image/jpeg" : inline.MediaType;
            if (type is not ("image/jpeg" or "image/png" or "image/gif" or "image/webp"))
            {
                throw Unsupported(path, $"images must be JPEG, PNG, GIF or WebP, not '{inline.MediaType}'.");
            }

            WriteInline(type, inline.Data);
        }
        else
        {
            WriteRemote(image.Source, path);
        }

        breakpoints.Write(image.Cache, writer);
        writer.WriteEndObject();
    }

    /// <summary>Writes a document.</summary>
    /// <exception cref="WireFormatException">It is of a kind, or in a place, that Claude cannot take.</exception>
    public void WriteFile(ChatPart.File file, string path, CacheBreakpoints breakpoints)
    {
        if (file.Source is MediaSource.Inline { MediaType: var mediaType } && mediaType.StartsWith("image/", StringComparison.Ordinal))
        {
            WriteImage(new ChatPart.Image(file.Source) { Cache = file.Cache }, path, breakpoints);
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("type", "document");
        switch (file.Source)
        {
            case MediaSource.Inline { MediaType: "application/pdf" } pdf:
                WriteInline(pdf.MediaType, pdf.Data);
                break;
            case MediaSource.Inline inline when IsText(inline.MediaType):
                writer.WriteStartObject("source");
                writer.WriteString("type", "text");
                writer.WriteString("media_type", "text/plain");
                writer.WriteString("data", Decode(inline.Data, path));
                writer.WriteEndObject();
                break;
            case MediaSource.Inline inline:
                throw Unsupported(path, $"files must be PDF or text, not '{inline.MediaType}'.");
            default:
                WriteRemote(file.Source, path);
                break;
        }

        if (file.Name is { Length: > 0 } title)
        {
            writer.WriteString("title", title);
        }

        breakpoints.Write(file.Cache, writer);
        writer.WriteEndObject();
    }

    private static bool IsText(string mediaType) =>
        mediaType.StartsWith("text/", StringComparison.Ordinal) || mediaType is "application/json" or "application/xml" or "application/x-yaml" or "application/yaml";

    private static string Decode(string base64, string path)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(base64));
        }
        catch (FormatException)
        {
            throw JsonRead.Invalid(path, "the data is not base64.");
        }
    }

    private void WriteInline(string mediaType, string data)
    {
        writer.WriteStartObject("source");
        writer.WriteString("type", "base64");
        writer.WriteString("media_type", mediaType);
        writer.WriteString("data", data);
        writer.WriteEndObject();
    }

    private void WriteRemote(MediaSource source, string path)
    {
        writer.WriteStartObject("source");
        switch (source)
        {
            case MediaSource.Link { Url: var url } when Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https":
                writer.WriteString("type", "url");
                writer.WriteString("url", url);
                break;
            case MediaSource.Uploaded uploaded:
                writer.WriteString("type", "file");
                writer.WriteString("file_id", uploaded.FileId);
                break;
            default:
                throw Unsupported(path, "the address must be http or https.");
        }

        writer.WriteEndObject();
    }
}
