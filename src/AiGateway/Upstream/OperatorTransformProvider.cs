using AiGateway.Exchanges;
using Microsoft.Extensions.Primitives;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace AiGateway.Upstream;

/// <summary>Keeps callers' gateway keys from travelling on along the operator's own routes.</summary>
internal sealed class OperatorTransformProvider : ITransformProvider
{
    /// <summary>The headers that may carry a gateway key.</summary>
    public static IReadOnlyList<string> CredentialHeaders { get; } = ["Authorization", "x-api-key", "api-key", "x-goog-api-key"];

    /// <summary>Headers by which some servers take a request for one of another method, behind the back of whoever judged it by its own.</summary>
    private static readonly string[] MethodHeaders = ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"];

    private static readonly HashSet<string> Framing = new(StringComparer.OrdinalIgnoreCase) { "close", "Connection", "Host", "Transfer-Encoding", "Upgrade" };

    /// <inheritdoc/>
    public void ValidateRoute(TransformRouteValidationContext context)
    {
    }

    /// <inheritdoc/>
    public void ValidateCluster(TransformClusterValidationContext context)
    {
    }

    /// <inheritdoc/>
    public void Apply(TransformBuilderContext context)
    {
        if (context.Route.Metadata?.ContainsKey(Surface.MetadataKey) == true)
        {
            return;
        }

        // First of all: what the route's own transforms add, a provider's key among it, must stay.
        context.RequestTransforms.Insert(0, new RequestFuncTransform(static transform =>
        {
            // A route that takes callers without a key passes on what they send: it is not ours.
            if (transform.HttpContext.Features.Get<Caller>() is { KeyId: not Caller.LoopbackId })
            {
                Remove(transform.ProxyRequest);
            }

            foreach (var name in MethodHeaders)
            {
                transform.ProxyRequest.Headers.Remove(name);
            }

            foreach (var name in OfTheConnection(transform.HttpContext.Request.Headers.Connection))
            {
                transform.ProxyRequest.Headers.Remove(name);
            }

            return ValueTask.CompletedTask;
        }));
        context.ResponseTransforms.Add(new ResponseFuncTransform(static transform =>
        {
            if (transform.ProxyResponse is { } answer && answer.Headers.NonValidated.TryGetValues("Connection", out var names))
            {
                foreach (var name in OfTheConnection(names.ToArray()))
                {
                    transform.HttpContext.Response.Headers.Remove(name);
                }
            }

            return ValueTask.CompletedTask;
        }));
    }

    /// <summary>The headers that a side says are for this connection alone (RFC 9110, 7.6.1), which YARP would pass on; those of framing and upgrades it sees to itself.</summary>
    /// <remarks>Of a caller's field that also says <c>close</c> or <c>keep-alive</c> Kestrel keeps that word alone, so the names beside it cannot be known here.</remarks>
    private static IEnumerable<string> OfTheConnection(StringValues connection)
    {
        foreach (var value in connection)
        {
            foreach (var name in (value ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                if (!Framing.Contains(name) && !name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase))
                {
                    yield return name;
                }
            }
        }
    }

    /// <summary>Takes every credential of the caller's off a request.</summary>
    public static void Remove(HttpRequestMessage request)
    {
        foreach (var name in CredentialHeaders)
        {
            request.Headers.Remove(name);
        }
    }
}
