using System.Text.Json;
using AiGateway.Protocol.Json;

namespace AiGateway.Protocol.Formats.Gemini;

/// <summary>Reads from an error's <c>details</c> how long to wait: <c>RetryInfo</c>, or else the window of the quota that is spent.</summary>
internal static class Quotas
{
    /// <summary>
    /// Words of a <c>quotaId</c> such as <c>GenerateRequestsPerDayPerProjectPerModel-FreeTier</c>. A day's quota comes back at midnight in
    /// California, which is not for a format to reckon: an hour keeps the attempts few without missing it by much.
    /// </summary>
    private static readonly (string Word, TimeSpan Wait)[] Windows =
    [
        ("PerDay", TimeSpan.FromHours(1)),
        ("PerHour", TimeSpan.FromHours(1)),
        ("PerMinute", TimeSpan.FromMinutes(1)),
    ];

    /// <summary>The wait; null where nothing asks for one.</summary>
    public static TimeSpan? RetryAfter(JsonElement error)
    {
        if (!error.TryGet("details", out var details) || details.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        TimeSpan? window = null;
        foreach (var detail in details.EnumerateArray())
        {
            if (RetryHint.OfDuration(detail.StringOrNull("retryDelay")) is { } delay)
            {
                return delay;
            }

            window ??= Window(detail);
        }

        return window;
    }

    private static TimeSpan? Window(JsonElement detail)
    {
        if (!detail.TryGet("violations", out var violations) || violations.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        // Of several that are spent, the longest counts; the table is in that order.
        foreach (var (word, wait) in Windows)
        {
            if (violations.EnumerateArray().Any(violation => violation.StringOrNull("quotaId")?.Contains(word, StringComparison.OrdinalIgnoreCase) == true))
            {
                return wait;
            }
        }

        return null;
    }
}
