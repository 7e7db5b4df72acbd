using AiGateway.Exchanges;
using AiGateway.Routing;
using AiGateway.Upstream;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.LoadBalancing;

namespace AiGateway.Surfaces;

/// <summary>Registers YARP with the gateway's own routes, and the operator's <c>ReverseProxy</c> section beside them.</summary>
internal static class ProxySetup
{
    /// <summary>The cluster that the gateway's routes name, since YARP demands one; each request is given its pool's instead.</summary>
    private const string PlaceholderCluster = "aigateway";

    /// <summary>Adds the proxy's services.</summary>
    /// <param name="services">The services.</param>
    /// <param name="accepted">The configuration whose <c>ReverseProxy</c> section holds the operator's own routes.</param>
    public static IServiceCollection AddGatewayProxy(this IServiceCollection services, IConfiguration accepted)
    {
        services.AddReverseProxy()
            .LoadFromConfig(accepted.GetSection("ReverseProxy"))
            .LoadFromMemory([.. new SurfaceTable().All.Select(ToRoute)], [new ClusterConfig { ClusterId = PlaceholderCluster }])
            .AddTransforms<GatewayTransformProvider>()
            .AddTransforms<OperatorTransformProvider>()
            .AddTransformFactory<ProviderKeyTransformFactory>();
        return services
            .AddSingleton<ILoadBalancingPolicy, WeightedPolicy>()
            .AddSingleton<ILoadBalancingPolicy, RoundRobinPolicy>()
            .AddSingleton<ILoadBalancingPolicy, LeastBusyPolicy>()
            .AddSingleton<ILoadBalancingPolicy, LowestLatencyPolicy>()
            .AddSingleton<ILoadBalancingPolicy, LeastCostPolicy>();
    }

    /// <summary>Puts each surface into its endpoint's metadata, where the pipeline finds it without knowing YARP.</summary>
    public static void WithSurfaces(this ReverseProxyConventionBuilder routes, SurfaceTable surfaces) =>
        routes.ConfigureEndpoints((endpoint, route) =>
        {
            if (surfaces.Find(route.Metadata) is { } surface)
            {
                endpoint.WithMetadata(surface);
            }
        });

    private static RouteConfig ToRoute(Surface surface) => new()
    {
        RouteId = $"aigateway-{surface.Id}",
        ClusterId = PlaceholderCluster,
        Match = new RouteMatch { Path = surface.Path, Methods = [HttpMethods.Post] },
        // The gateway counts the bytes itself, so that the refusal is one that an SDK can read.
        MaxRequestBodySize = -1,
        Metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [Surface.MetadataKey] = surface.Id,
            ["AiGateway:BodyMode"] = surface.BodyMode.ToString(),
        },
    };
}
