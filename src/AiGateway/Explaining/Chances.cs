using AiGateway.Configuration;
using AiGateway.Exchanges;
using AiGateway.Health;
using AiGateway.Routing;
using Yarp.ReverseProxy.Model;

namespace AiGateway.Explaining;

/// <summary>How likely each of several targets is to be picked first: what <see cref="TargetPolicy"/> and its kinds do, as numbers instead of a draw.</summary>
internal sealed class Chances(TargetFactsIndex facts, TargetStats stats)
{
    /// <summary>The chance of each candidate, in their order; together 1.</summary>
    /// <param name="attempt">The attempt to come.</param>
    /// <param name="candidates">Targets of one turn, at least one.</param>
    public double[] Of(Attempt attempt, IReadOnlyList<DestinationState> candidates)
    {
        var chances = new double[candidates.Count];
        if (candidates.Count == 1)
        {
            chances[0] = 1;
            return chances;
        }

        var left = 1 - AddCanaries(attempt, candidates, chances);
        var others = Enumerable.Range(0, candidates.Count).Where(i => attempt.Pool.Find(candidates[i]).Target.Canary is null).ToArray();
        others = others.Length == 0 ? [.. Enumerable.Range(0, candidates.Count)] : others;
        var shares = OfOrdinary(attempt, [.. others.Select(i => candidates[i])]);
        for (var i = 0; i < others.Length; i++)
        {
            chances[others[i]] += left * shares[i];
        }

        return chances;
    }

    /// <summary>Shares are laid out over all canaries of the tier, whether they are candidates or not.</summary>
    /// <returns>What they take together.</returns>
    private static double AddCanaries(Attempt attempt, IReadOnlyList<DestinationState> candidates, double[] chances)
    {
        var pool = attempt.Pool;
        var one = pool.Find(candidates[0]);
        var (begin, taken) = (0.0, 0.0);
        foreach (var destination in pool.Destinations)
        {
            var deployment = pool.Find(destination);
            if (deployment.Role != one.Role || deployment.Target.Tier != one.Target.Tier || deployment.Target.Canary is not { } share)
            {
                continue;
            }

            var part = Math.Max(0, Math.Min(1, begin + share) - begin);
            begin += share;
            for (var i = 0; i < candidates.Count; i++)
            {
                if (candidates[i] == destination)
                {
                    chances[i] = part;
                    taken += part;
                }
            }
        }

        return taken;
    }

    private double[] OfOrdinary(Attempt attempt, IReadOnlyList<DestinationState> candidates)
    {
        if (candidates.Count == 1)
        {
            return [1];
        }

        if (attempt is { Pool.Options.Affinity: true, Exchange.AffinityHash: { } hash })
        {
            var home = Rendezvous.Pick(attempt.Pool, candidates, hash);
            return [.. candidates.Select(candidate => candidate == home ? 1.0 : 0)];
        }

        return attempt.Pool.Options.Strategy switch
        {
            RoutingStrategy.LeastBusy => Least(attempt, candidates, candidate => Load(attempt, candidate)),
            RoutingStrategy.LeastCost => Least(attempt, candidates, Costs(attempt)),
            RoutingStrategy.LowestLatency => Quickest(attempt, candidates),
            _ => ByWeight(attempt, candidates, static _ => true),
        };
    }

    private static double[] Least<T>(Attempt attempt, IReadOnlyList<DestinationState> candidates, Func<DestinationState, T> measure)
    {
        var values = candidates.ToDictionary(static candidate => candidate, measure);
        var least = values.Values.Min();
        return ByWeight(attempt, candidates, candidate => EqualityComparer<T>.Default.Equals(values[candidate], least));
    }

    private double Load(Attempt attempt, DestinationState candidate)
    {
        var (deployment, model) = attempt.Target(candidate);
        return (double)stats.UnderWay(deployment.ProviderName, model) / deployment.Target.Weight;
    }

    private Func<DestinationState, UInt128> Costs(Attempt attempt)
    {
        var traits = new RequestTraits(attempt.Exchange);
        return candidate =>
        {
            var (deployment, model) = attempt.Target(candidate);
            return LeastCostPolicy.Cost(facts.Find(attempt.Exchange, deployment, model), traits, stats.TypicalOutput(deployment.ProviderName, model));
        };
    }

    /// <summary>Two of those that are known are drawn by weight, and the quicker is taken; the unknown come before them.</summary>
    private double[] Quickest(Attempt attempt, IReadOnlyList<DestinationState> candidates)
    {
        var times = candidates.Select(candidate => LowestLatencyPolicy.Typical(stats, attempt, candidate)).ToArray();
        var cold = candidates.Where((candidate, i) => times[i] is null && IsCold(attempt, candidate)).ToHashSet();
        if (cold.Count > 0 || Array.TrueForAll(times, static time => time is null))
        {
            return ByWeight(attempt, candidates, candidate => cold.Count == 0 || cold.Contains(candidate));
        }

        var known = Enumerable.Range(0, times.Length).Where(i => times[i] is not null).ToArray();
        var chances = new double[candidates.Count];
        var sum = known.Sum(i => (double)Weight(attempt, candidates[i]));
        foreach (var first in known)
        {
            var drawn = Weight(attempt, candidates[first]) / sum;
            if (known.Length == 1)
            {
                chances[first] = 1;
                break;
            }

            foreach (var second in known.Where(second => second != first))
            {
                var both = drawn * Weight(attempt, candidates[second]) / (sum - Weight(attempt, candidates[first]));
                chances[times[second] < times[first] ? second : first] += both;
            }
        }

        return chances;
    }

    private bool IsCold(Attempt attempt, DestinationState candidate)
    {
        var (deployment, model) = attempt.Target(candidate);
        return stats.UnderWay(deployment.ProviderName, model) < LowestLatencyPolicy.ColdCalls;
    }

    private static double[] ByWeight(Attempt attempt, IReadOnlyList<DestinationState> candidates, Func<DestinationState, bool> counts)
    {
        var weights = candidates.Select(candidate => counts(candidate) ? (double)Weight(attempt, candidate) : 0).ToArray();
        var sum = weights.Sum();
        return [.. weights.Select(weight => weight / sum)];
    }

    private static int Weight(Attempt attempt, DestinationState candidate) => attempt.Pool.Find(candidate).Target.Weight;
}
