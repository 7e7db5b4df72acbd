using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Forwarder;

namespace AiGateway.Tests.Yarp;

/// <summary>One pass through the rest of YARP's pipeline, as the loop saw it.</summary>
internal sealed record AttemptResult(string Destination, int Status, ForwarderError? Error);

/// <summary>The smallest failover loop on the caller's own context: every destination in turn, until one answers 200.</summary>
internal sealed class AttemptLoop
{
    private readonly List<AttemptResult> _results = [];

    /// <summary>What has to be set back before each attempt but the first; a test leaves one of them out to see what it is for.</summary>
    public Action<HttpContext> Reset { get; init; } = static context => context.Response.Clear();

    /// <summary>Runs around each attempt; gets the attempt's own index.</summary>
    public Action<HttpContext, int> Before { get; init; } = static (_, _) => { };

    public IReadOnlyList<AttemptResult> Results => _results;

    public void Use(IReverseProxyApplicationBuilder proxy)
    {
        proxy.Use(async (context, next) =>
        {
            var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            var feature = context.GetReverseProxyFeature();
            foreach (var destination in feature.AllDestinations.OrderBy(d => d.DestinationId, StringComparer.Ordinal).ToList())
            {
                if (_results.Count > 0)
                {
                    Reset(context);
                    context.Features.Set<IForwarderErrorFeature>(null);
                }

                context.Request.Body = new MemoryStream(body.ToArray(), writable: false);
                feature.AvailableDestinations = destination;
                Before(context, _results.Count);
                await next();
                _results.Add(new AttemptResult(destination.DestinationId, context.Response.StatusCode, context.Features.Get<IForwarderErrorFeature>()?.Error));
                if (context.Response.HasStarted || context.Response.StatusCode == StatusCodes.Status200OK)
                {
                    return;
                }
            }
        });
        proxy.UseLoadBalancing();
    }
}
