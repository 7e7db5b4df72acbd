using System.Globalization;
using System.Net.Http.Headers;

namespace AiGateway.Upstream;

/// <summary>Reads how long a provider asks to wait.</summary>
internal static class RetryAfter
{
    /// <summary>The longest wait that is believed.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    /// <summary>Milliseconds are more exact than seconds, so they are asked first; the second name is Azure's.</summary>
    private static readonly string[] InMilliseconds = ["retry-after-ms", "x-ms-retry-after-ms"];

    /// <summary>Reads <c>retry-after-ms</c>, else <c>retry-after</c> in seconds, whole or not, or as a date.</summary>
    /// <returns>From zero, which a past date means too, to <see cref="Longest"/>; null where there is none or it is senseless.</returns>
    public static TimeSpan? Read(HttpResponseHeaders headers, TimeProvider time)
    {
        foreach (var name in InMilliseconds)
        {
            if (Number(headers, name) is { } milliseconds)
            {
                return TimeSpan.FromMilliseconds(Math.Min(milliseconds, Longest.TotalMilliseconds));
            }
        }

        if (Number(headers, "retry-after") is { } seconds)
        {
            return TimeSpan.FromSeconds(Math.Min(seconds, Longest.TotalSeconds));
        }

        return headers.RetryAfter?.Date is { } date
            ? new TimeSpan(Math.Clamp((date - time.GetUtcNow()).Ticks, 0, Longest.Ticks))
            : null;
    }

    /// <summary>A header's first value as a number; null where it is none, or below zero.</summary>
    private static double? Number(HttpResponseHeaders headers, string name)
    {
        if (!headers.NonValidated.TryGetValues(name, out var values))
        {
            return null;
        }

        foreach (var value in values)
        {
            return double.TryParse(value, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
                ? number
                : null;
        }

        return null;
    }
}
