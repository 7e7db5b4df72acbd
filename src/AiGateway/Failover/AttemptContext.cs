using System.IO.Pipelines;
using AiGateway.Exchanges;
using Yarp.ReverseProxy.Model;

namespace AiGateway.Failover;

/// <summary>
/// The <see cref="HttpContext"/> of one attempt: YARP forwards, sets statuses and aborts on this one, and the caller's own context is
/// touched by the <see cref="ResponseGate"/> alone.
/// </summary>
/// <remarks>
/// Its features are its own and never fall through to the server's pooled ones. The request has no headers of the caller's, so none
/// can leak upstream; the response has never started, so YARP may always set a status; the body written to it goes to the attempt's sink.
/// </remarks>
internal sealed class AttemptContext :
    IHttpRequestFeature, IHttpRequestBodyDetectionFeature, IHttpRequestLifetimeFeature, IHttpResponseFeature, IHttpResponseBodyFeature, IDisposable
{
    private readonly Attempt _attempt;
    private readonly AttemptBodyStream _body;
    private readonly AttemptResponseStream _response;

    /// <summary>Makes the context.</summary>
    /// <param name="caller">The caller's context, for its endpoint and services.</param>
    /// <param name="attempt">The attempt.</param>
    /// <param name="candidates">The targets that load balancing may pick from.</param>
    public AttemptContext(HttpContext caller, Attempt attempt, IReadOnlyList<DestinationState> candidates)
    {
        _attempt = attempt;
        _body = new AttemptBodyStream(attempt.Exchange.Body.Bytes);
        _response = new AttemptResponseStream(attempt);
        RequestBodyStream = _body;
        Path = caller.Request.Path;

        var features = new FeatureCollection(12);
        features.Set<IHttpRequestFeature>(this);
        features.Set<IHttpRequestBodyDetectionFeature>(this);
        features.Set<IHttpRequestLifetimeFeature>(this);
        features.Set<IHttpResponseFeature>(this);
        features.Set<IHttpResponseBodyFeature>(this);
        features.Set(attempt.Exchange);
        features.Set(attempt);
        Http = new DefaultHttpContext(features) { RequestServices = caller.RequestServices };
        Http.SetEndpoint(caller.GetEndpoint());

        var pool = attempt.Pool;
        var route = pool.RouteFor(caller.GetReverseProxyFeature().Route);
        features.Set<IReverseProxyFeature>(new AttemptProxyFeature(route, pool.Cluster.Model, candidates));
    }

    /// <summary>The context to hand to YARP.</summary>
    public DefaultHttpContext Http { get; }

    /// <summary>The body as the next reader will see it: the pristine request, or what the request transform wrote for the target.</summary>
    public Stream RequestBodyStream { get; private set; }

    /// <inheritdoc/>
    public string Path { get; set; }

    /// <inheritdoc/>
    public bool CanHaveBody => true;

    /// <inheritdoc/>
    public CancellationToken RequestAborted
    {
        get => _attempt.Token;
        set => throw new NotSupportedException("An attempt's token is its own.");
    }

    /// <inheritdoc/>
    public int StatusCode { get; set; } = StatusCodes.Status200OK;

    /// <inheritdoc/>
    public string? ReasonPhrase { get; set; }

    /// <inheritdoc/>
    public bool HasStarted => false;

    /// <inheritdoc/>
    public Stream Stream => _response;

    /// <inheritdoc/>
    public PipeWriter Writer => throw new NotSupportedException("YARP writes to the stream.");

    string IHttpRequestFeature.Protocol { get; set; } = HttpProtocol.Http11;

    string IHttpRequestFeature.Scheme { get; set; } = "http";

    string IHttpRequestFeature.Method { get; set; } = HttpMethods.Post;

    string IHttpRequestFeature.PathBase { get; set; } = "";

    string IHttpRequestFeature.QueryString { get; set; } = "";

    string IHttpRequestFeature.RawTarget { get; set; } = "";

    IHeaderDictionary IHttpRequestFeature.Headers { get; set; } = new HeaderDictionary();

    Stream IHttpRequestFeature.Body
    {
        get => RequestBodyStream;
        set => RequestBodyStream = value;
    }

    IHeaderDictionary IHttpResponseFeature.Headers { get; set; } = new HeaderDictionary();

    Stream IHttpResponseFeature.Body
    {
        get => _response;
        set => throw new NotSupportedException("An attempt's answer goes to its sink.");
    }

    /// <inheritdoc/>
    public void Abort() => _attempt.Abort();

    /// <inheritdoc/>
    public void Dispose() => _body.Detach();

    /// <inheritdoc/>
    public void OnStarting(Func<object, Task> callback, object state)
    {
    }

    /// <inheritdoc/>
    public void OnCompleted(Func<object, Task> callback, object state)
    {
    }

    /// <inheritdoc/>
    public void DisableBuffering()
    {
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task CompleteAsync() => Task.CompletedTask;

    /// <inheritdoc/>
    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("An attempt's answer comes from a provider.");
}
