using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Model;

namespace AiGateway.Tests.Yarp;

/// <summary>The least that YARP needs for an attempt on a context of its own; what it writes there stays there.</summary>
internal sealed class ShadowContext : IHttpResponseFeature, IHttpResponseBodyFeature, IHttpRequestLifetimeFeature, IHttpRequestBodyDetectionFeature, IDisposable
{
    private readonly CancellationTokenSource _abort;
    private readonly MemoryStream _written = new();

    public ShadowContext(HttpContext caller, byte[] body, DestinationState destination)
    {
        _abort = CancellationTokenSource.CreateLinkedTokenSource(caller.RequestAborted);
        var request = caller.Features.GetRequiredFeature<IHttpRequestFeature>();
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(new HttpRequestFeature
        {
            Method = request.Method,
            Scheme = request.Scheme,
            Path = request.Path,
            QueryString = request.QueryString,
            Protocol = request.Protocol,
            Headers = request.Headers,
            Body = new MemoryStream(body, writable: false),
        });
        features.Set<IHttpResponseFeature>(this);
        features.Set<IHttpResponseBodyFeature>(this);
        features.Set<IHttpRequestLifetimeFeature>(this);
        features.Set<IHttpRequestBodyDetectionFeature>(this);
        Http = new DefaultHttpContext(features) { RequestServices = caller.RequestServices };
        Http.SetEndpoint(caller.GetEndpoint());
        caller.Response.RegisterForDispose(this);
        var proxy = caller.GetReverseProxyFeature();
        features.Set(proxy);
        // Gives the shadow a proxy feature of its own, so that two attempts do not share their destinations.
        Http.ReassignProxyRequest(proxy.Route, proxy.Route.Cluster!);
        Http.GetReverseProxyFeature().AvailableDestinations = destination;
    }

    public HttpContext Http { get; }

    public bool Aborted { get; private set; }

    public string Written => Encoding.UTF8.GetString(_written.ToArray());

    public int StatusCode { get; set; } = StatusCodes.Status200OK;

    public string? ReasonPhrase { get; set; }

    public IHeaderDictionary Headers { get; set; } = new HeaderDictionary();

    public Stream Body
    {
        get => _written;
        set => throw new NotSupportedException();
    }

    public bool HasStarted => false;

    public Stream Stream => _written;

    public PipeWriter Writer => throw new NotSupportedException();

    public CancellationToken RequestAborted
    {
        get => _abort.Token;
        set => throw new NotSupportedException();
    }

    public bool CanHaveBody => true;

    public void Cancel() => _abort.Cancel();

    public void CancelAfter(TimeSpan limit) => _abort.CancelAfter(limit);

    public void Abort()
    {
        Aborted = true;
        _abort.Cancel();
    }

    public void Dispose()
    {
        _abort.Dispose();
        _written.Dispose();
    }

    public void OnStarting(Func<object, Task> callback, object state)
    {
    }

    public void OnCompleted(Func<object, Task> callback, object state)
    {
    }

    public void DisableBuffering()
    {
    }

    public Task StartAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    public Task CompleteAsync() => Task.CompletedTask;

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
