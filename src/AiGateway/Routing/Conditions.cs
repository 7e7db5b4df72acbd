using AiGateway.Configuration;
using AiGateway.Exchanges;
using AiGateway.Models;

namespace AiGateway.Routing;

/// <summary>Holds requests against what a target demands of them.</summary>
internal static class Conditions
{
    /// <summary>Whether every field of a condition that is given holds.</summary>
    public static bool Hold(TargetCondition condition, Exchange exchange, RequestTraits traits) =>
        (condition.Keys.Count == 0 || condition.Keys.Contains(exchange.Caller.KeyId, StringComparer.OrdinalIgnoreCase))
        && (condition.Teams.Count == 0 || (exchange.Caller.Team is { } team && condition.Teams.Contains(team, StringComparer.OrdinalIgnoreCase)))
        && (condition.Users.Count == 0 || (exchange.User is { } user && condition.Users.Contains(user, StringComparer.OrdinalIgnoreCase)))
        && (condition.Tags.Count == 0 || HasTag(condition.Tags, exchange.Tags))
        && (condition.Headers.Count == 0 || HasHeaders(condition.Headers, exchange.Headers))
        && HasLength(condition, traits)
        && (condition.Uses.Count == 0 || traits.Uses.ContainsAll(CapabilitySet.Of(condition.Uses)));

    private static bool HasTag(IReadOnlyList<string> wanted, ReadOnlySpan<char> tags)
    {
        foreach (var range in tags.Split(','))
        {
            var tag = tags[range].Trim();
            foreach (var one in wanted)
            {
                if (tag.SequenceEqual(one))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool HasHeaders(IReadOnlyDictionary<string, string> wanted, IHeaderDictionary? headers)
    {
        foreach (var (name, value) in wanted)
        {
            if (headers is null || !headers.TryGetValue(name, out var sent) || sent.ToString() != value)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Of a request that cannot be read no length is known, and none is assumed.</summary>
    private static bool HasLength(TargetCondition condition, RequestTraits traits)
    {
        if (condition.MinTokens is null && condition.MaxTokens is null)
        {
            return true;
        }

        return traits.IsKnown && traits.PromptTokens >= (condition.MinTokens ?? 0) && traits.PromptTokens <= (condition.MaxTokens ?? long.MaxValue);
    }
}
