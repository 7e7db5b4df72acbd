using System.IO.Hashing;
using System.Runtime.InteropServices;
using AiGateway.Configuration;
using AiGateway.Exchanges;
using Yarp.ReverseProxy.Model;

namespace AiGateway.Routing;

/// <summary>
/// Keeps what has the same hash at the same target, and spreads different hashes by weight (weighted rendezvous hashing). A target that
/// goes takes nothing but its own along, and gets the same back when it returns.
/// </summary>
internal static class Rendezvous
{
    /// <summary>The candidate that a hash belongs to.</summary>
    public static DestinationState Pick(Pool pool, IReadOnlyList<DestinationState> candidates, ulong hash)
    {
        var best = candidates[0];
        var highest = double.NegativeInfinity;
        foreach (var candidate in candidates)
        {
            // By what the target is and not where it stands in the list, so that a reload which inserts another moves little.
            var target = pool.Find(candidate).Target;
            var mixed = Mix(target.UpstreamModel, Mix(target.Provider, hash));
            var score = target.Weight / -Math.Log(RequestDraw.ToShare(mixed) + double.Epsilon);
            if (score > highest)
            {
                (best, highest) = (candidate, score);
            }
        }

        return best;
    }

    private static ulong Mix(string text, ulong seed) => XxHash3.HashToUInt64(MemoryMarshal.AsBytes(text.AsSpan()), (long)seed);
}
