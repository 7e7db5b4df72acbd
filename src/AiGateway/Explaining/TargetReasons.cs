using System.Globalization;
using AiGateway.Configuration;
using AiGateway.Exchanges;
using AiGateway.Routing;

namespace AiGateway.Explaining;

/// <summary>Puts into words why a target is asked when it is, or is not.</summary>
internal static class TargetReasons
{
    /// <summary>The fields of a condition that do not hold.</summary>
    public static string ForExcluded(TargetCondition condition, Exchange exchange)
    {
        (string Name, TargetCondition Alone)[] fields =
        [
            ("Keys", new TargetCondition { Keys = condition.Keys }),
            ("Teams", new TargetCondition { Teams = condition.Teams }),
            ("Users", new TargetCondition { Users = condition.Users }),
            ("Tags", new TargetCondition { Tags = condition.Tags }),
            ("Headers", new TargetCondition { Headers = condition.Headers }),
            ("MinTokens", new TargetCondition { MinTokens = condition.MinTokens }),
            ("MaxTokens", new TargetCondition { MaxTokens = condition.MaxTokens }),
            ("Uses", new TargetCondition { Uses = condition.Uses }),
        ];
        var failing = fields.Where(field => !Eligibility.Holds(exchange, field.Alone)).Select(static field => field.Name).ToArray();
        return failing.Length == 0 ? "Its condition does not hold." : $"Its condition does not hold: {string.Join(", ", failing)}.";
    }

    /// <summary>Why a target has its chance among the others of its turn.</summary>
    public static string ForChance(Pool pool, Deployment deployment, double chance, int others, bool healthKnown)
    {
        if (others == 0)
        {
            return "It is the only target of its turn.";
        }

        if (deployment.Target.Canary is { } share)
        {
            return string.Create(CultureInfo.InvariantCulture, $"It is on trial with {share:P1} of the requests.").Replace(" %", "%", StringComparison.Ordinal);
        }

        if (pool.Options.Affinity)
        {
            return chance > 0 ? "Requests that begin like this one go to it while it is well." : "Requests that begin like this one go to another while that is well.";
        }

        return pool.Options.Strategy switch
        {
            RoutingStrategy.RoundRobin => "It is asked in turn, as often as its weight says; whose turn it is depends on the requests before.",
            RoutingStrategy.LeastBusy when !healthKnown => "How busy the targets are is not known here; among equals they are picked by weight.",
            RoutingStrategy.LeastBusy => chance > 0 ? "No other has fewer calls under way for its weight." : "Another has fewer calls under way for its weight.",
            RoutingStrategy.LowestLatency when !healthKnown => "How quick the targets are is not known here; the unknown are picked by weight.",
            RoutingStrategy.LowestLatency => "Of two drawn by weight the quicker is asked, and one of which nothing is known before them.",
            RoutingStrategy.LeastCost => chance > 0 ? "No other is likely to cost less." : "Another is likely to cost less, or its price is not known.",
            _ => "It is picked at random, by its weight.",
        };
    }

    /// <summary>Why a fallback has no turn of its own.</summary>
    public static string ForReserve(TargetRole role) => role switch
    {
        TargetRole.TooLong => "It is asked after a target found the request too long.",
        TargetRole.Policy => "It is asked after a target refused the request by policy.",
        _ => "It is the same as a target before it.",
    };
}
