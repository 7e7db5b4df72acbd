using AiGateway.Configuration;
using AiGateway.Exchanges;
using Yarp.ReverseProxy.Model;

namespace AiGateway.Failover;

/// <summary>
/// A copy of a request that outlives it: nothing in it belongs to the server's pooled request, its services are its own, and what is
/// written to it goes nowhere.
/// </summary>
internal sealed class MirrorCopy : IDisposable
{
    /// <summary>Copies a request.</summary>
    /// <param name="caller">The caller's context.</param>
    /// <param name="original">The request, with its body still there.</param>
    /// <param name="pool">The targets of the copy.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stopping">Cancelled when the process stops.</param>
    public MirrorCopy(HttpContext caller, Exchange original, Pool pool, TimeProvider time, CancellationToken stopping)
    {
        Http = new DefaultHttpContext { RequestAborted = stopping };
        Http.Request.Method = HttpMethods.Post;
        Http.Request.Path = caller.Request.Path;
        Http.SetEndpoint(caller.GetEndpoint());
        Http.Features.Set<IReverseProxyFeature>(new AttemptProxyFeature(caller.GetReverseProxyFeature().Route, pool.Cluster.Model, []));

        var gate = new ResponseGate(Http, original.Surface.Format, time);
        Exchange = new Exchange(RequestIds.New(), original.Surface, original.Caller, original.Config, time)
        {
            Gate = gate,
            MirrorOf = original.RequestId,
            Body = original.Body.Copy(),
            Envelope = original.Envelope,
            ModelAsked = original.ModelAsked,
            Stream = original.Stream,
            IncludeUsage = original.IncludeUsage,
            User = original.User,
            Tags = original.Tags,
        };
        Exchange.RouteTo(pool, original.ModelAsked);
        gate.Exchange = Exchange;
        Http.Features.Set(Exchange);
    }

    /// <summary>The context to run the pipeline on.</summary>
    public DefaultHttpContext Http { get; }

    /// <summary>The copied request.</summary>
    public Exchange Exchange { get; }

    /// <summary>Completes when the copy has ended and its record is written.</summary>
    public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <inheritdoc/>
    public void Dispose()
    {
        Exchange.Dispose();
        Ended.TrySetResult();
    }
}
