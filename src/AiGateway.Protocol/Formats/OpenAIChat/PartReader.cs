using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Json;

namespace AiGateway.Protocol.Formats.OpenAIChat;

/// <summary>Reads the content of a caller's message: a string or a list of parts.</summary>
internal static class PartReader
{
    /// <summary>The parts; null where there is no content.</summary>
    public static List<ChatPart>? Content(JsonElement message, string path, PartKinds kinds)
    {
        if (!message.TryGet("content", out var content))
        {
            return null;
        }

        if (content.ValueKind == JsonValueKind.String)
        {
            var text = content.GetString()!;
            return kinds == PartKinds.Assistant && text.Length == 0 ? [] : [new ChatPart.Text(text)];
        }

        path = $"{path}.content";
        if (content.ValueKind != JsonValueKind.Array)
        {
            throw JsonRead.WrongType(path, "a string or an array of content parts", content);
        }

        var parts = new List<ChatPart>();
        var index = 0;
        foreach (var part in content.EnumerateArray())
        {
            var partPath = $"{path}[{index++}]";
            if (part.ValueKind != JsonValueKind.Object)
            {
                throw JsonRead.WrongType(partPath, "an object", part);
            }

            parts.Add(Part(part, partPath, kinds) with { Cache = CacheHints.Read(part, partPath) });
        }

        return parts;
    }

    private static ChatPart Part(JsonElement part, string path, PartKinds kinds)
    {
        var type = part.RequiredString("type", path);
        return (type, kinds) switch
        {
            ("text", _) => new ChatPart.Text(part.RequiredString("text", path)) { Signature = ThoughtSignature.Of(part) },
            ("image_url", PartKinds.User) => Image(part, path),
            ("input_audio", PartKinds.User) => Audio(part, path),
            ("file", PartKinds.User) => File(part, path),
            ("document_url", PartKinds.User) =>
                new ChatPart.File(Source(part.RequiredString("document_url", path), $"{path}.document_url")) { Name = part.OptionalString("document_name", path) },
            ("refusal", PartKinds.Assistant) => new ChatPart.Refusal(part.RequiredString("refusal", path)),
            ("thinking", PartKinds.Assistant) => new ChatPart.Thinking(ReasoningReader.ThinkingText(part), part.StringOrNull("signature")),
            _ => throw JsonRead.Invalid($"{path}.type", $"expected {Expected(kinds)}, but got '{type}' instead."),
        };
    }

    private static ChatPart.Image Image(JsonElement part, string path)
    {
        path = $"{path}.image_url";
        if (!part.TryGet("image_url", out var image))
        {
            throw JsonRead.Missing(path);
        }

        return image.ValueKind switch
        {
            JsonValueKind.String => new ChatPart.Image(Source(image.GetString()!, path)),
            JsonValueKind.Object => new ChatPart.Image(Source(image.RequiredString("url", path), $"{path}.url")) { Detail = image.OptionalString("detail", path) },
            _ => throw JsonRead.WrongType(path, "an object", image),
        };
    }

    private static ChatPart.Audio Audio(JsonElement part, string path)
    {
        path = $"{path}.input_audio";
        var audio = part.OptionalObject("input_audio", path) ?? throw JsonRead.Missing(path);
        return new ChatPart.Audio(audio.RequiredString("data", path), audio.RequiredString("format", path));
    }

    private static ChatPart.File File(JsonElement part, string path)
    {
        path = $"{path}.file";
        var file = part.OptionalObject("file", path) ?? throw JsonRead.Missing(path);
        MediaSource source = file.OptionalString("file_data", path) is { } data
            ? Source(data, $"{path}.file_data")
            : new MediaSource.Uploaded(file.OptionalString("file_id", path) ?? throw JsonRead.Missing($"{path}.file_data"));
        return new ChatPart.File(source) { Name = file.OptionalString("filename", path) };
    }

    private static MediaSource Source(string url, string path) =>
        MediaSource.FromUrl(url) switch
        {
            MediaSource.Inline inline => inline,
            MediaSource.Link link when Uri.TryCreate(link.Url, UriKind.Absolute, out _) => link,
            _ => throw JsonRead.Invalid(path, "expected an absolute URL, or a data URL with a MIME type and base64 content."),
        };

    private static string Expected(PartKinds kinds) => kinds switch
    {
        PartKinds.User => "'text', 'image_url', 'input_audio' or 'file'",
        PartKinds.Assistant => "'text' or 'refusal'",
        _ => "'text'",
    };
}
