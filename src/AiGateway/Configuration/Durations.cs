using System.Globalization;
using System.Text.RegularExpressions;
using AiGateway.Configuration.Reading;

namespace AiGateway.Configuration;

/// <summary>Reads durations, and refuses whatever could be read in two ways.</summary>
internal static partial class Durations
{
    /// <summary>The longest duration taken.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    /// <summary>The longest time that is counted in days: a hundred years.</summary>
    public static readonly TimeSpan MostDays = TimeSpan.FromDays(36_500);

    /// <summary>Reads <c>500ms</c>, <c>30s</c>, <c>10m</c>, <c>1h</c> or <c>hh:mm:ss</c>.</summary>
    /// <param name="text">What the configuration says.</param>
    /// <param name="duration">The duration, where the answer is <see langword="null"/>.</param>
    /// <returns>What is wrong with it, or <see langword="null"/>.</returns>
    public static string? TryRead(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        if (Clock().Match(text) is { Success: true } clock)
        {
            var (hours, minutes, seconds) = (Number(clock, "h"), Number(clock, "m"), Number(clock, "s"));
            if (hours > 23)
            {
                return $"`{text}` would be read by .NET as days. Write hours as `{hours}h`.";
            }

            if (minutes > 59 || seconds > 59)
            {
                return $"`{text}` is no time: minutes and seconds go up to 59. {Forms}";
            }

            duration = new TimeSpan((int)hours, (int)minutes, (int)seconds);
            return null;
        }

        if (Unit().Match(text) is { Success: true } unit)
        {
            return FromUnit(text, unit, out duration);
        }

        if (Bare().IsMatch(text))
        {
            return $"{Quote.Of(text)} has no unit (.NET would read it as days). Write {Quote.Of(text + "s")} or {Quote.Of(text + "ms")}, say. {Forms}";
        }

        return $"{Quote.Of(text)} is no duration. {Forms}";
    }

    /// <summary>Reads what <see cref="TryRead"/> does and whole days such as <c>90d</c>, for what is counted in months.</summary>
    /// <inheritdoc cref="TryRead"/>
    public static string? TryReadDays(string text, out TimeSpan duration)
    {
        if (Days().Match(text) is { Success: true } days)
        {
            duration = TimeSpan.FromDays(Number(days, "n"));
            return duration <= MostDays ? null : $"`{text}` is longer than the longest time that is taken here, {MostDays.TotalDays}d.";
        }

        return TryRead(text, out duration) is { } problem ? $"{problem} Days are written 90d here." : null;
    }

    private const string Forms = "Durations are written 500ms, 30s, 10m, 1h or hh:mm:ss.";

    private static string? FromUnit(string text, Match unit, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        var milliseconds = Number(unit, "n") * unit.Groups["unit"].Value switch
        {
            "ms" => 1d,
            "s" => 1_000d,
            "m" => 60_000d,
            _ => 3_600_000d,
        };
        if (milliseconds > Longest.TotalMilliseconds)
        {
            return $"`{text}` is longer than the longest duration, 24h.";
        }

        duration = TimeSpan.FromMilliseconds(milliseconds);
        return null;
    }

    // Nine digits at most, so the number always fits.
    private static double Number(Match match, string group) => double.Parse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex("^(?<h>[0-9]{1,9}):(?<m>[0-9]{2}):(?<s>[0-9]{2})\\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Clock();

    [GeneratedRegex("^(?<n>[0-9]{1,9})(?<unit>ms|s|m|h)\\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Unit();

    [GeneratedRegex("^(?<n>[0-9]{1,6})d\\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Days();

    [GeneratedRegex("^[0-9]+\\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Bare();
}
