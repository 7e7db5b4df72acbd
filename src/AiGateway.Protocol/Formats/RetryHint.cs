using System.Globalization;
using System.Text.RegularExpressions;

namespace AiGateway.Protocol.Formats;

/// <summary>Reads how long a provider's own words ask to wait.</summary>
internal static class RetryHint
{
    /// <summary>The longest wait that is told; a longer one means the same to everyone.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>OpenAI and Groq: <c>try again in 7m12.5s</c>; Gemini: <c>Please retry in 36.4s</c>; Azure: <c>retry after 26 seconds</c>.</summary>
    private static readonly Regex InMessage = new(
        @"\b(try again|retry) (in|after) ((?<h>\d{1,4})h)?((?<m>\d{1,6})m)?((?<s>\d{1,9}(\.\d{1,12})?) ?s(ec(ond)?s?)?)?((?<ms>\d{1,12}(\.\d{1,12})?)ms)?\b",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking);

    /// <summary>Reads a message; null where it asks for nothing, or where the status does not mean that waiting helps.</summary>
    public static TimeSpan? OfMessage(int status, string? message)
    {
        if (message is null || status is not (429 or 503 or 529) || InMessage.Match(message) is not { Success: true } match)
        {
            return null;
        }

        var seconds = (Number(match, "h") * 3600) + (Number(match, "m") * 60) + Number(match, "s") + (Number(match, "ms") / 1000);
        return seconds > 0 ? Of(seconds) : null;
    }

    /// <summary>Reads Google's JSON form of a duration, such as <c>34.07s</c>; null for anything else.</summary>
    public static TimeSpan? OfDuration(string? text) =>
        text is [.., 's'] && double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            ? Of(seconds)
            : null;

    private static TimeSpan Of(double seconds) => seconds < Longest.TotalSeconds ? TimeSpan.FromSeconds(seconds) : Longest;

    private static double Number(Match match, string group) =>
        double.TryParse(match.Groups[group].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
