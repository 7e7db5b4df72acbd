using AiGateway.Configuration;
using AiGateway.Exchanges;
using AiGateway.Health;
using Yarp.ReverseProxy.Model;

namespace AiGateway.Routing;

/// <summary>Picks the target with the fewest calls under way for its weight; among equals one at random by weight.</summary>
internal sealed class LeastBusyPolicy(TargetStats stats) : TargetPolicy(RoutingStrategy.LeastBusy)
{
    /// <inheritdoc/>
    protected override DestinationState Pick(Attempt attempt, IReadOnlyList<DestinationState> candidates)
    {
        var pick = new WeightedPick();
        var least = double.PositiveInfinity;
        foreach (var candidate in candidates)
        {
            var (deployment, model) = attempt.Target(candidate);
            var weight = deployment.Target.Weight;
            var load = (double)stats.UnderWay(deployment.ProviderName, model) / weight;
            if (load < least)
            {
                (pick, least) = (new WeightedPick(), load);
            }

            if (load <= least)
            {
                pick.Offer(candidate, weight);
            }
        }

        return pick.Picked!;
    }
}
