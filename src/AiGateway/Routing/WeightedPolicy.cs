using AiGateway.Configuration;
using AiGateway.Exchanges;
using Yarp.ReverseProxy.Model;

namespace AiGateway.Routing;

/// <summary>Picks a target at random, each by the share that its weight gives it among those still available.</summary>
internal sealed class WeightedPolicy() : TargetPolicy(RoutingStrategy.Weighted)
{
    /// <inheritdoc/>
    protected override DestinationState Pick(Attempt attempt, IReadOnlyList<DestinationState> candidates)
    {
        var pick = new WeightedPick();
        foreach (var candidate in candidates)
        {
            pick.Offer(candidate, attempt.Pool.Find(candidate).Target.Weight);
        }

        return pick.Picked!;
    }
}
