using AiGateway.Configuration;
using AiGateway.Protocol.Chat;

namespace AiGateway.Exchanges;

/// <summary>Reads the gateway's own request headers.</summary>
internal static class CallerHeaders
{
    private const int MaxLength = 256;
    private const int MaxFallbacks = 5;

    /// <summary>Takes them into the exchange.</summary>
    /// <returns>The reason to refuse the request, or null.</returns>
    public static GatewayError? Apply(Exchange exchange, IHeaderDictionary headers)
    {
        if (!TryRead(headers, HeaderNames.User, out var user, out var error) || !TryRead(headers, HeaderNames.Tags, out var tags, out error)
            || !TryRead(headers, HeaderNames.Timeout, out var timeout, out error))
        {
            return error;
        }

        var own = exchange.Caller.User;
        if (own is not null && user is not null && !own.Equals(user, StringComparison.OrdinalIgnoreCase))
        {
            // To go on under either name would give the caller another user than it asked for, or than it has.
            return GatewayErrors.UserMismatch;
        }

        exchange.User = own ?? user;
        exchange.Tags = Merge(exchange.Caller.Tags, tags);
        return ApplyTimeout(exchange, timeout) ?? ApplyFallbacks(exchange, headers);
    }

    /// <summary>The caller's own tags come first; the request adds what is not among them.</summary>
    private static string? Merge(IReadOnlyList<string> own, string? sent)
    {
        if (own.Count == 0)
        {
            return sent;
        }

        var added = (sent ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return string.Join(',', own.Union(added, StringComparer.Ordinal));
    }

    private static GatewayError? ApplyTimeout(Exchange exchange, string? text)
    {
        if (text is null)
        {
            return null;
        }

        if (Durations.TryRead(text, out var limit) is not null || limit == TimeSpan.Zero)
        {
            return Invalid(HeaderNames.Timeout, "must be a duration longer than zero, such as 500ms, 30s, 2m or 00:02:00, and 24h at most");
        }

        exchange.TimeoutAsked = limit;
        return null;
    }

    private static GatewayError? ApplyFallbacks(Exchange exchange, IHeaderDictionary headers)
    {
        if (!headers.TryGetValue(HeaderNames.Fallbacks, out var values))
        {
            return null;
        }

        var names = values.ToString().Split(',', MaxFallbacks + 1, StringSplitOptions.TrimEntries);
        if (names.Length > MaxFallbacks || names.Any(name => name.Length is 0 or > MaxLength || name.Any(char.IsControl)))
        {
            return Invalid(HeaderNames.Fallbacks, $"must be one to {MaxFallbacks} model names separated by commas, each of at most {MaxLength} printable characters");
        }

        exchange.FallbacksAsked = names;
        return null;
    }

    private static bool TryRead(IHeaderDictionary headers, string name, out string? value, out GatewayError? error)
    {
        error = null;
        value = null;
        if (!headers.TryGetValue(name, out var values))
        {
            return true;
        }

        value = values.ToString();
        if (value.Length > MaxLength || value.Any(char.IsControl))
        {
            error = Invalid(name, $"must be at most {MaxLength} printable characters");
            return false;
        }

        return true;
    }

    private static GatewayError Invalid(string name, string rule) => GatewayError.InvalidRequest($"The header {name} {rule}.", name, "invalid_header");
}
