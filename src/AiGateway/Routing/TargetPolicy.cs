using AiGateway.Configuration;
using AiGateway.Exchanges;
using Yarp.ReverseProxy.LoadBalancing;
using Yarp.ReverseProxy.Model;

namespace AiGateway.Routing;

/// <summary>
/// Picks one of the targets that an attempt may ask: canaries take their share first, requests that begin alike stay together where the
/// model wants that, and the rest is the strategy's.
/// </summary>
/// <remarks>The targets given are ready and of one tier. Nothing is claimed here: a target that rests by then is found out later.</remarks>
internal abstract class TargetPolicy(RoutingStrategy strategy) : ILoadBalancingPolicy
{
    /// <inheritdoc/>
    public string Name { get; } = Pool.PolicyName(strategy);

    /// <inheritdoc/>
    public DestinationState? PickDestination(HttpContext context, ClusterState cluster, IReadOnlyList<DestinationState> availableDestinations)
    {
        if (availableDestinations.Count == 0 || context.Features.Get<Attempt>() is not { } attempt)
        {
            return null;
        }

        var candidates = Canaries.Sift(attempt, availableDestinations);
        if (candidates.Count == 1)
        {
            return candidates[0];
        }

        return attempt is { Pool.Options.Affinity: true, Exchange.AffinityHash: { } hash }
            ? Rendezvous.Pick(attempt.Pool, candidates, hash)
            : Pick(attempt, candidates);
    }

    /// <summary>Picks one of two or more.</summary>
    protected abstract DestinationState Pick(Attempt attempt, IReadOnlyList<DestinationState> candidates);
}
