using Microsoft.AspNetCore.WebUtilities;

namespace AiGateway.Authentication;

/// <summary>Tells whether a caller put a key into the address, without looking at it.</summary>
internal static class QueryKeys
{
    private static readonly string[] Names =
        ["key", "api_key", "api-key", "apikey", "x-api-key", "x-goog-api-key", "access_token", "authorization"];

    /// <summary>Whether the query has a field of one of the names that keys go by.</summary>
    public static bool Any(QueryString query)
    {
        if (!query.HasValue)
        {
            return false;
        }

        foreach (var field in new QueryStringEnumerable(query.Value))
        {
            var name = field.DecodeName().Span;
            foreach (var known in Names)
            {
                if (name.Equals(known, StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
