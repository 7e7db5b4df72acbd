using AiGateway.Exchanges;

namespace AiGateway.Upstream;

/// <summary>Sends a request with the client that the request transform chose for it.</summary>
/// <remarks>
/// YARP's own content can be read once. The HTTP client repeats by itself what an HTTP/2 provider says it has not processed (a refused
/// stream, one above a GOAWAY's last), but only with a content that can be read again. What a provider left unanswered because it
/// was closing a pooled connection is sent once more from here: no attempt failed, the request only met a door that was closing.
/// </remarks>
internal sealed class DispatchHandler : HttpMessageHandler
{
    /// <summary>The request option that carries the client.</summary>
    public static readonly HttpRequestOptionsKey<HttpMessageInvoker> ClientKey = new("AiGateway.Client");

    /// <summary>The request option that carries the time a new connection may take.</summary>
    public static readonly HttpRequestOptionsKey<TimeSpan> ConnectTimeoutKey = new("AiGateway.ConnectTimeout");

    /// <summary>The request option that carries the body.</summary>
    public static readonly HttpRequestOptionsKey<AttemptBodyStream> BodyKey = new("AiGateway.Body");

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!request.Options.TryGetValue(ClientKey, out var client))
        {
            throw new InvalidOperationException("The request transform has not chosen a client.");
        }

        if (request.Options.TryGetValue(BodyKey, out var body) && request.Content is { Headers.ContentLength: { } length } once)
        {
            request.Content = new ReplayableContent(body, length, once.Headers.ContentType);
        }

        var sending = Sending.Begin();
        try
        {
            return await client.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException) when (sending.IsUnanswered && request.Content is ReplayableContent && !cancellationToken.IsCancellationRequested)
        {
            return await client.SendAsync(request, cancellationToken);
        }
    }
}
