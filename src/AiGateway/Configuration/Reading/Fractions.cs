using System.Globalization;
using System.Text.RegularExpressions;

namespace AiGateway.Configuration.Reading;

/// <summary>Reads shares of a whole, written as decimals.</summary>
internal static partial class Fractions
{
    /// <summary>Reads <c>0.25</c>, <c>0</c> or <c>1</c>.</summary>
    /// <param name="text">What the configuration says.</param>
    /// <param name="bounds">Which shares are taken.</param>
    /// <param name="fraction">The share, where the answer is <see langword="null"/>.</param>
    /// <returns>What is wrong with it, or <see langword="null"/>.</returns>
    public static string? TryRead(string text, Bounds bounds, out double fraction)
    {
        var range = bounds switch
        {
            Bounds.Whole => "from 0 to 1",
            Bounds.AboveZero => "above 0, and 1 at most",
            _ => "above 0 and below 1",
        };
        fraction = 0;
        if (!Decimal().IsMatch(text))
        {
            return text.EndsWith('%')
                ? $"{Quote.Of(text)} is a percentage. Write the share as a decimal {range}: 5% is 0.05."
                : $"{Quote.Of(text)} is no share: a decimal {range} is expected, such as 0.05, with nine decimals at most and no exponent.";
        }

        fraction = double.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        var isWithin = bounds switch
        {
            Bounds.Whole => fraction <= 1,
            Bounds.AboveZero => fraction is > 0 and <= 1,
            _ => fraction is > 0 and < 1,
        };
        return isWithin ? null : $"{Quote.Of(text)} is out of range: a share is {range} here.";
    }

    [GeneratedRegex("^[0-9]{1,9}(\\.[0-9]{1,9})?\\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Decimal();
}
