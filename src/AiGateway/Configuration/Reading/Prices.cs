using System.Globalization;
using System.Text.RegularExpressions;

namespace AiGateway.Configuration.Reading;

/// <summary>Reads prices in US dollars for a million tokens, exactly.</summary>
internal static partial class Prices
{
    /// <summary>The highest price taken, in dollars for a million tokens: a request's cost must fit a whole number of millionths.</summary>
    private const long Highest = 100_000;

    private const long Millionths = 1_000_000;
    private const int Decimals = 6;

    /// <summary>Reads <c>0.15</c> or <c>3</c>.</summary>
    /// <param name="text">What the configuration says.</param>
    /// <param name="price">The price in millionths of a dollar, where the answer is <see langword="null"/>.</param>
    /// <returns>What is wrong with it, or <see langword="null"/>.</returns>
    public static string? TryRead(string text, out long price)
    {
        price = 0;
        if (Decimal().Match(text) is not { Success: true } match)
        {
            return $"{Quote.Of(text)} is no price: dollars for a million tokens are expected as a decimal such as 0.15, not negative and without an exponent.";
        }

        var fraction = match.Groups["fraction"].Value;
        if (fraction.Length > Decimals)
        {
            return $"{Quote.Of(text)} has more than six decimals; a price is exact to a millionth of a dollar.";
        }

        var dollars = long.Parse(match.Groups["dollars"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
        price = checked((dollars * Millionths) + long.Parse(fraction.PadRight(Decimals, '0'), NumberStyles.None, CultureInfo.InvariantCulture));
        return price <= Highest * Millionths ? null : string.Create(CultureInfo.InvariantCulture, $"{Quote.Of(text)} is out of range: 0 to {Highest} dollars for a million tokens.");
    }

    // Nine digits at most, so the checked arithmetic never overflows.
    [GeneratedRegex("^(?<dollars>[0-9]{1,9})(\\.(?<fraction>[0-9]{1,30}))?\\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Decimal();
}
