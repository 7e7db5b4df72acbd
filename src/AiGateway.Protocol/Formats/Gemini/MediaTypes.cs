namespace AiGateway.Protocol.Formats.Gemini;

/// <summary>Names of media formats.</summary>
internal static class MediaTypes
{
    private static readonly Dictionary<string, string> ByExtension = new(StringComparer.OrdinalIgnoreCase)
    {
        [".png"] = "image/png",
        [".jpg"] = "image/jpeg",
        [".jpeg"] = "image/jpeg",
        [".webp"] = "image/webp",
        [".gif"] = "image/gif",
        [".heic"] = "image/heic",
        [".heif"] = "image/heif",
        [".pdf"] = "application/pdf",
        [".txt"] = "text/plain",
        [".md"] = "text/markdown",
        [".csv"] = "text/csv",
        [".html"] = "text/html",
        [".json"] = "application/json",
        [".wav"] = "audio/wav",
        [".mp3"] = "audio/mp3",
        [".flac"] = "audio/flac",
        [".ogg"] = "audio/ogg",
        [".mp4"] = "video/mp4",
        [".mpeg"] = "video/mpeg",
        [".mov"] = "video/quicktime",
        [".webm"] = "video/webm",
    };

    /// <summary>The MIME type that an address's file extension tells, or null.</summary>
    public static string? Guess(string url)
    {
        var end = url.AsSpan().IndexOfAny('?', '#');
        var path = end < 0 ? url : url[..end];
        return ByExtension.GetValueOrDefault(Path.GetExtension(path));
    }

    /// <summary>The short name of an audio format: <c>audio/wav;rate=1</c> is wav.</summary>
    public static string AudioFormat(string mediaType)
    {
        var start = mediaType.IndexOf('/', StringComparison.Ordinal) + 1;
        var end = mediaType.IndexOf(';', StringComparison.Ordinal);
        return mediaType[start..(end < 0 ? mediaType.Length : end)].ToLowerInvariant() switch
        {
            "mpeg" or "mpga" => "mp3",
            "x-wav" or "wave" => "wav",
            "l16" or "pcm" => "pcm16",
            var other => other,
        };
    }

    /// <summary>The MIME type of an audio format's short name.</summary>
    public static string OfAudio(string format) => format == "pcm16" ? "audio/pcm" : $"audio/{format}";
}
