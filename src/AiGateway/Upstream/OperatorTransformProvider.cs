using AiGateway.Exchanges;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace AiGateway.Upstream;

/// <summary>Keeps callers' gateway keys from travelling on along the operator's own routes.</summary>
internal sealed class OperatorTransformProvider : ITransformProvider
{
    /// <summary>The headers that may carry a gateway key.</summary>
    public static IReadOnlyList<string> CredentialHeaders { get; } = ["Authorization", "x-api-key", "api-key", "x-goog-api-key"];

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

            return ValueTask.CompletedTask;
        }));
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
