namespace AiGateway.Models;

/// <summary>Tells a model's name from what dates it: <c>gpt-4o-mini-2024-07-18</c> is <c>gpt-4o-mini</c> as it was on that day.</summary>
internal static class SnapshotName
{
    private const int LongestSuffix = 10;
    private const int ShortestSuffix = 3;

    /// <summary>Cuts one suffix off: a date, a release number of three digits, <c>latest</c> or <c>preview</c>.</summary>
    /// <param name="name">The name; changed to what stands before the suffix.</param>
    /// <returns>False where there is no such suffix.</returns>
    /// <remarks>A version such as <c>-5</c> or <c>-4-1</c> is no date: a newer model is another model. Nor is Mistral's <c>-2411</c>, whose months are models.</remarks>
    public static bool TryCut(ref ReadOnlySpan<char> name)
    {
        // The longest suffix first, so that a full date is not taken for a day of the year.
        for (var length = LongestSuffix; length >= ShortestSuffix; length--)
        {
            var separator = name.Length - length - 1;
            if (separator > 0 && name[separator] is '-' or '@' && IsSuffix(name[(separator + 1)..]))
            {
                name = name[..separator];
                return true;
            }
        }

        return false;
    }

    private static bool IsSuffix(ReadOnlySpan<char> text) => text.Length switch
    {
        // 2024-07-18
        10 => text[4] == '-' && IsYear(text[..4]) && IsDay(text[5..7], text[7..]),
        // 20240718
        8 => IsYear(text[..4]) && IsDay(text[4..6], text[6..]),
        // 07-2024
        7 when text[2] == '-' => IsWithin(text[..2], 1, 12) && IsYear(text[3..]),
        7 => text.Equals("preview", StringComparison.OrdinalIgnoreCase),
        6 => text.Equals("latest", StringComparison.OrdinalIgnoreCase),
        // 07-18
        5 => IsDay(text[..2], text[2..]),
        // 0718
        4 => IsDay(text[..2], text[2..]),
        3 => IsWithin(text, 0, 999),
        _ => false,
    };

    private static bool IsYear(ReadOnlySpan<char> text) => IsWithin(text, 2020, 2099);

    private static bool IsDay(ReadOnlySpan<char> month, ReadOnlySpan<char> day) =>
        IsWithin(month, 1, 12) && IsWithin(day.Length == 3 && day[0] == '-' ? day[1..] : day, 1, 31);

    private static bool IsWithin(ReadOnlySpan<char> digits, int from, int to)
    {
        var value = 0;
        foreach (var c in digits)
        {
            if (!char.IsAsciiDigit(c))
            {
                return false;
            }

            value = (value * 10) + (c - '0');
        }

        return value >= from && value <= to;
    }
}
