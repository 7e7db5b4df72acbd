using Yarp.ReverseProxy.Model;

namespace AiGateway.Failover;

/// <summary>What YARP's stages read and write about one attempt.</summary>
internal sealed class AttemptProxyFeature(RouteModel route, ClusterModel cluster, IReadOnlyList<DestinationState> candidates) : IReverseProxyFeature
{
    /// <inheritdoc/>
    public RouteModel Route { get; } = route;

    /// <inheritdoc/>
    public ClusterModel Cluster { get; set; } = cluster;

    /// <inheritdoc/>
    public IReadOnlyList<DestinationState> AllDestinations { get; } = candidates;

    /// <inheritdoc/>
    public IReadOnlyList<DestinationState> AvailableDestinations { get; set; } = candidates;

    /// <inheritdoc/>
    public DestinationState? ProxiedDestination { get; set; }
}
