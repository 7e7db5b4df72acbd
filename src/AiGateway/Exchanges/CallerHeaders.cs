using System.Globalization;
using AiGateway.Protocol.Chat;

namespace AiGateway.Exchanges;

/// <summary>Reads the gateway's own request headers.</summary>
internal static class CallerHeaders
{
    private const int MaxLength = 256;

    /// <summary>Takes them into the exchange.</summary>
    /// <returns>The reason to refuse the request, or null.</returns>
    public static GatewayError? Apply(Exchange exchange, IHeaderDictionary headers)
    {
        if (!TryRead(headers, HeaderNames.User, out var user, out var error) || !TryRead(headers, HeaderNames.Tags, out var tags, out error)
            || !TryRead(headers, HeaderNames.Timeout, out var timeout, out error))
        {
            return error;
        }

        exchange.User = user;
        exchange.Tags = tags;
        if (timeout is null)
        {
            return null;
        }

        if (ParseDuration(timeout) is not { } limit)
        {
            return GatewayError.InvalidRequest($"The header {HeaderNames.Timeout} must be a duration such as 500ms, 30s or 2m.", HeaderNames.Timeout, "invalid_header");
        }

        exchange.TimeoutAsked = limit;
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
            error = GatewayError.InvalidRequest($"The header {name} must be at most {MaxLength} printable characters.", name, "invalid_header");
            return false;
        }

        return true;
    }

    private static TimeSpan? ParseDuration(string text)
    {
        var unit = text.EndsWith("ms", StringComparison.Ordinal) ? 2 : 1;
        if (text.Length <= unit || !long.TryParse(text.AsSpan(0, text.Length - unit), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || number is < 1 or > 86_400_000)
        {
            return null;
        }

        TimeSpan? duration = text[^unit..] switch
        {
            "ms" => TimeSpan.FromMilliseconds(number),
            "s" => TimeSpan.FromSeconds(number),
            "m" => TimeSpan.FromMinutes(number),
            "h" => TimeSpan.FromHours(number),
            _ => null,
        };
        return duration <= TimeSpan.FromDays(1) ? duration : null;
    }
}
