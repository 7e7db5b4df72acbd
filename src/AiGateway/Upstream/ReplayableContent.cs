using System.Net;
using System.Net.Http.Headers;
using AiGateway.Exchanges;

namespace AiGateway.Upstream;

/// <summary>An attempt's body as content that the HTTP client may send again from the beginning.</summary>
internal sealed class ReplayableContent : HttpContent
{
    private readonly AttemptBodyStream _body;
    private readonly long _length;

    /// <summary>Makes the content.</summary>
    /// <param name="body">The body; each sending reads it from the beginning.</param>
    /// <param name="length">Its length in bytes.</param>
    /// <param name="type">Its media type.</param>
    public ReplayableContent(AttemptBodyStream body, long length, MediaTypeHeaderValue? type)
    {
        (_body, _length) = (body, length);
        Headers.ContentType = type;
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = _length;
        return true;
    }

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <inheritdoc/>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await using var reading = _body.Again();
        await reading.CopyToAsync(stream, cancellationToken);
    }
}
