using AiGateway.Configuration;
using AiGateway.Exchanges;
using AiGateway.Health;
using Yarp.ReverseProxy.Model;

namespace AiGateway.Routing;

/// <summary>
/// Draws two targets by weight and picks the quicker: to its first token for a stream, to its end for a plain answer. Two drawn instead
/// of the best of all keep a crowd from moving as one.
/// </summary>
/// <remarks>
/// A target of which nothing is known is asked first, so that something becomes known, by at most <see cref="ColdCalls"/> calls at a
/// time: however bad it turns out to be, few requests find out.
/// </remarks>
internal sealed class LowestLatencyPolicy(TargetStats stats) : TargetPolicy(RoutingStrategy.LowestLatency)
{
    /// <summary>The most calls under way at a target of which nothing is known.</summary>
    public const int ColdCalls = 2;

    /// <inheritdoc/>
    protected override DestinationState Pick(Attempt attempt, IReadOnlyList<DestinationState> candidates)
    {
        var cold = new WeightedPick();
        var any = new WeightedPick();
        var known = new WeightedPick();
        foreach (var candidate in candidates)
        {
            var (deployment, model) = attempt.Target(candidate);
            var weight = deployment.Target.Weight;
            any.Offer(candidate, weight);
            if (Typical(stats, attempt, candidate) is not null)
            {
                known.Offer(candidate, weight);
            }
            else if (stats.UnderWay(deployment.ProviderName, model) < ColdCalls)
            {
                cold.Offer(candidate, weight);
            }
        }

        if (cold.Picked is { } unknown)
        {
            return unknown;
        }

        return known.Picked is { } first ? Quicker(attempt, first, Other(attempt, candidates, first)) : any.Picked!;
    }

    private DestinationState? Other(Attempt attempt, IReadOnlyList<DestinationState> candidates, DestinationState first)
    {
        var pick = new WeightedPick();
        foreach (var candidate in candidates)
        {
            if (candidate != first && Typical(stats, attempt, candidate) is not null)
            {
                pick.Offer(candidate, attempt.Pool.Find(candidate).Target.Weight);
            }
        }

        return pick.Picked;
    }

    private DestinationState Quicker(Attempt attempt, DestinationState first, DestinationState? second) =>
        second is not null && Typical(stats, attempt, second) < Typical(stats, attempt, first) ? second : first;

    /// <summary>The usual time of a target for a request of this kind; null where nothing is known.</summary>
    public static TimeSpan? Typical(TargetStats stats, Attempt attempt, DestinationState candidate)
    {
        var (deployment, model) = attempt.Target(candidate);
        return attempt.Exchange.Stream ? stats.TypicalFirstToken(deployment.ProviderName, model) : stats.TypicalAnswer(deployment.ProviderName, model);
    }
}
