namespace AiGateway.Protocol.Chat;

/// <summary>Where the bytes of an image or a document are. The gateway never fetches them itself.</summary>
public abstract record MediaSource
{
    private MediaSource()
    {
    }

    /// <summary>The bytes themselves.</summary>
    /// <param name="MediaType">A MIME type such as <c>image/png</c>.</param>
    /// <param name="Data">Base64 without a prefix.</param>
    public sealed record Inline(string MediaType, string Data) : MediaSource;

    /// <summary>An address that the provider fetches.</summary>
    /// <param name="Url">An absolute URL.</param>
    public sealed record Link(string Url) : MediaSource
    {
        /// <summary>The MIME type where the caller gave one; some formats demand it.</summary>
        public string? MediaType { get; init; }
    }

    /// <summary>A file uploaded to the provider before.</summary>
    /// <param name="FileId">The provider's id for it.</param>
    public sealed record Uploaded(string FileId) : MediaSource;

    /// <summary>Reads a data URL (<c>data:image/png;base64,…</c>) as <see cref="Inline"/>, and anything else as <see cref="Link"/>.</summary>
    /// <param name="url">A data URL with base64 content, or an absolute URL.</param>
    /// <returns>The source; null for a data URL that is not base64 or has no MIME type.</returns>
    public static MediaSource? FromUrl(string url)
    {
        if (!url.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
        {
            return new Link(url);
        }

        var comma = url.IndexOf(',', StringComparison.Ordinal);
        const string Base64 = ";base64";
        if (comma < 0 || !url.AsSpan(0, comma).EndsWith(Base64, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var head = url.AsSpan(5, comma - 5 - Base64.Length);
        var parameters = head.IndexOf(';');
        var mediaType = (parameters < 0 ? head : head[..parameters]).ToString().ToLowerInvariant();
        return mediaType.Length == 0 ? null : new Inline(mediaType, url[(comma + 1)..]);
    }

    /// <summary>The source as one URL: a data URL for inline bytes, the address of a link, null for an uploaded file.</summary>
    public string? ToUrl() => this switch
    {
        Inline inline => $"data:{inline.MediaType};base64,{inline.Data}",
        Link link => link.Url,
        _ => null,
    };
}
