using System.Runtime.CompilerServices;
using AiGateway.Configuration;
using AiGateway.Exchanges;
using Yarp.ReverseProxy.Model;

namespace AiGateway.Routing;

/// <summary>Picks targets in turn, each as often as its weight says and as evenly spread as can be (smooth weighted round robin).</summary>
/// <remarks>
/// Each pick gives every candidate its weight as credit, and takes from the one with the most what all were given. Targets that are
/// left out for a time gather no credit, so that they are not flooded when they come back.
/// </remarks>
internal sealed class RoundRobinPolicy() : TargetPolicy(RoutingStrategy.RoundRobin)
{
    private readonly ConditionalWeakTable<Pool, Credits> _pools = [];

    /// <inheritdoc/>
    protected override DestinationState Pick(Attempt attempt, IReadOnlyList<DestinationState> candidates) =>
        _pools.GetValue(attempt.Pool, static pool => new Credits(pool)).Next(candidates);

    private sealed class Credits(Pool pool)
    {
        private readonly Lock _lock = new();
        private readonly Dictionary<DestinationState, long> _credits = new(ReferenceEqualityComparer.Instance);

        public DestinationState Next(IReadOnlyList<DestinationState> candidates)
        {
            lock (_lock)
            {
                var best = candidates[0];
                var most = long.MinValue;
                var given = 0L;
                foreach (var candidate in candidates)
                {
                    var weight = pool.Find(candidate).Target.Weight;
                    given += weight;
                    var credit = _credits[candidate] = _credits.GetValueOrDefault(candidate) + weight;
                    if (credit > most)
                    {
                        (best, most) = (candidate, credit);
                    }
                }

                _credits[best] = most - given;
                return best;
            }
        }
    }
}
