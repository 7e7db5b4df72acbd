namespace AiGateway.Upstream;

/// <summary>Sends a request with the client that the request transform chose for it.</summary>
internal sealed class DispatchHandler : HttpMessageHandler
{
    /// <summary>The request option that carries the client.</summary>
    public static readonly HttpRequestOptionsKey<HttpMessageInvoker> ClientKey = new("AiGateway.Client");

    /// <summary>The request option that carries the time a new connection may take.</summary>
    public static readonly HttpRequestOptionsKey<TimeSpan> ConnectTimeoutKey = new("AiGateway.ConnectTimeout");

    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        request.Options.TryGetValue(ClientKey, out var client)
            ? client.SendAsync(request, cancellationToken)
            : throw new InvalidOperationException("The request transform has not chosen a client.");
}
