using System.Buffers;
using System.Globalization;

namespace AiGateway.Upstream;

/// <summary>Reads the time until a quota is there again, in any of the ways that providers write it.</summary>
internal static class ResetTime
{
    /// <summary>The smallest number that is a point in time in seconds, and no number of seconds to wait.</summary>
    private const double LeastEpochSeconds = 1e9;

    /// <summary>The smallest number that is a point in time in milliseconds.</summary>
    private const double LeastEpochMilliseconds = 1e12;

    private static readonly SearchValues<char> OfNumbers = SearchValues.Create("0123456789.");

    /// <summary>Reads a Go duration (<c>6m0s</c>, <c>20ms</c>), seconds, a point in time in seconds or milliseconds since 1970, or an RFC 3339 time.</summary>
    /// <param name="value">The header's value.</param>
    /// <param name="time">The clock.</param>
    /// <param name="ticks">From zero to a day; -1 where the value is senseless.</param>
    public static bool TryRead(string value, TimeProvider time, out long ticks)
    {
        double? seconds = double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number switch
        {
            >= LeastEpochMilliseconds => (number / 1000) - UnixNow(time),
            >= LeastEpochSeconds => number - UnixNow(time),
            _ => number,
        }
        : value.Contains('T', StringComparison.Ordinal) ? At(value, time)
        : Duration(value);
        ticks = seconds is { } some && !double.IsNaN(some) ? (long)(Math.Clamp(some, 0, RetryAfter.Longest.TotalSeconds) * TimeSpan.TicksPerSecond) : -1;
        return ticks >= 0;
    }

    private static double UnixNow(TimeProvider time) => time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;

    private static double? At(string value, TimeProvider time) =>
        DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? (at - time.GetUtcNow()).TotalSeconds : null;

    /// <summary>Numbers, each with its unit, one after the other.</summary>
    private static double? Duration(ReadOnlySpan<char> value)
    {
        var sum = 0.0;
        do
        {
            var digits = value.IndexOfAnyExcept(OfNumbers);
            if (digits <= 0 || !double.TryParse(value[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            {
                return null;
            }

            value = value[digits..];
            var letters = value.IndexOfAny(OfNumbers) is var next and >= 0 ? next : value.Length;
            double? unit = value[..letters] switch
            {
                "ns" => 1e-9,
                "us" or "µs" or "μs" => 1e-6,
                "ms" => 1e-3,
                "s" => 1,
                "m" => 60,
                "h" => 3600,
                "d" => 86_400,
                _ => null,
            };
            if (unit is null)
            {
                return null;
            }

            sum += number * unit.Value;
            value = value[letters..];
        }
        while (!value.IsEmpty);
        return sum;
    }
}
