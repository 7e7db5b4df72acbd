using AiGateway.Configuration;
using AiGateway.Exchanges;
using Yarp.ReverseProxy.LoadBalancing;
using Yarp.ReverseProxy.Model;

namespace AiGateway.Routing;

/// <summary>Picks a target at random, each by the share that its weight gives it among those still available.</summary>
internal sealed class WeightedPolicy : ILoadBalancingPolicy
{
    /// <inheritdoc/>
    public string Name => Pool.PolicyName(RoutingStrategy.Weighted);

    /// <inheritdoc/>
    public DestinationState? PickDestination(HttpContext context, ClusterState cluster, IReadOnlyList<DestinationState> availableDestinations)
    {
        if (availableDestinations.Count == 0 || context.Features.Get<Attempt>() is not { } attempt)
        {
            return null;
        }

        var pool = attempt.Pool;
        var sum = 0L;
        foreach (var destination in availableDestinations)
        {
            sum += pool.Find(destination).Target.Weight;
        }

        var ticket = Random.Shared.NextInt64(sum);
        foreach (var destination in availableDestinations)
        {
            ticket -= pool.Find(destination).Target.Weight;
            if (ticket < 0)
            {
                return destination;
            }
        }

        return availableDestinations[^1];
    }
}
