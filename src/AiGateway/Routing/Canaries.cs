using AiGateway.Exchanges;
using Yarp.ReverseProxy.Model;

namespace AiGateway.Routing;

/// <summary>Gives targets on trial their share of the requests, and no more.</summary>
internal static class Canaries
{
    /// <summary>
    /// The candidates without canaries, or the one canary that the request was drawn for. A request is drawn once: its later attempts
    /// go by the same draw. Where nothing but canaries is left, they are candidates like any other.
    /// </summary>
    public static IReadOnlyList<DestinationState> Sift(Attempt attempt, IReadOnlyList<DestinationState> candidates)
    {
        var pool = attempt.Pool;
        var canaries = 0;
        foreach (var candidate in candidates)
        {
            canaries += pool.Find(candidate).Target.Canary is null ? 0 : 1;
        }

        if (canaries == 0 || candidates.Count == 1)
        {
            return candidates;
        }

        if (Drawn(attempt, candidates) is { } drawn)
        {
            return [drawn];
        }

        return canaries == candidates.Count ? candidates : [.. candidates.Where(candidate => pool.Find(candidate).Target.Canary is null)];
    }

    /// <summary>Shares are laid out over all canaries of the tier, so that one which fails does not pass its requests on to the next.</summary>
    private static DestinationState? Drawn(Attempt attempt, IReadOnlyList<DestinationState> candidates)
    {
        var pool = attempt.Pool;
        var one = pool.Find(candidates[0]);
        var left = RequestDraw.Canary(attempt.Exchange);
        foreach (var destination in pool.Destinations)
        {
            var deployment = pool.Find(destination);
            if (deployment.Role != one.Role || deployment.Target.Tier != one.Target.Tier || deployment.Target.Canary is not { } share)
            {
                continue;
            }

            left -= share;
            if (left < 0)
            {
                return candidates.Contains(destination) ? destination : null;
            }
        }

        return null;
    }
}
