using AiGateway.Exchanges;
using Yarp.ReverseProxy.Transforms.Builder;

namespace AiGateway.Upstream;

/// <summary>Gives the gateway's own routes their transforms, and takes from them all that YARP would copy by itself.</summary>
internal sealed class GatewayTransformProvider(AttemptRequestTransform request, AttemptResponseTransform response) : ITransformProvider
{
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
        if (context.Route.Metadata?.ContainsKey(Surface.MetadataKey) != true)
        {
            return;
        }

        context.CopyRequestHeaders = false;
        context.CopyResponseHeaders = false;
        context.CopyResponseTrailers = false;
        context.UseDefaultForwarders = false;
        context.RequestTransforms.Add(request);
        context.ResponseTransforms.Add(response);
    }
}
