using AiGateway.Configuration;
using AiGateway.Exchanges;
using AiGateway.Health;
using AiGateway.Models;
using Yarp.ReverseProxy.Model;

namespace AiGateway.Routing;

/// <summary>
/// Picks the target that is likely to cost least for the request: its prompt, and an answer as long as that target's usually are. Among
/// equals one at random by weight. Targets whose price is not known come after all others.
/// </summary>
internal sealed class LeastCostPolicy(TargetFactsIndex facts, TargetStats stats) : TargetPolicy(RoutingStrategy.LeastCost)
{
    /// <inheritdoc/>
    protected override DestinationState Pick(Attempt attempt, IReadOnlyList<DestinationState> candidates)
    {
        var traits = new RequestTraits(attempt.Exchange);
        var pick = new WeightedPick();
        var least = UInt128.MaxValue;
        foreach (var candidate in candidates)
        {
            var (deployment, model) = attempt.Target(candidate);
            var cost = Cost(facts.Find(attempt.Exchange, deployment, model), traits, stats.TypicalOutput(deployment.ProviderName, model));
            if (cost < least)
            {
                (pick, least) = (new WeightedPick(), cost);
            }

            if (cost == least)
            {
                pick.Offer(candidate, deployment.Target.Weight);
            }
        }

        return pick.Picked!;
    }

    /// <summary>Unknown is dearer than all that is known, and what no number can hold lies between.</summary>
    public static UInt128 Cost(in TargetFacts facts, RequestTraits traits, double? typicalOutput)
    {
        try
        {
            return CostEstimate.For(facts, traits, typicalOutput) is { } cost ? (UInt128)cost : UInt128.MaxValue;
        }
        catch (OverflowException)
        {
            return ulong.MaxValue;
        }
    }
}
