using System.Globalization;

namespace AiGateway.Models;

/// <summary>Tells a model's name from what dates it: <c>gpt-4o-mini-2024-07-18</c> is <c>gpt-4o-mini</c> as it was on that day.</summary>
internal static class SnapshotName
{
    private static readonly string[] Dates = ["yyyy-MM-dd", "yyyyMMdd", "MM-dd", "MM-yyyy", "MMdd"];

    /// <summary>Cuts one suffix off: a date, a release number of three digits, <c>latest</c> or <c>preview</c>.</summary>
    /// <param name="name">The name; changed to what stands before the suffix.</param>
    /// <returns>False where there is no such suffix.</returns>
    /// <remarks>A version such as <c>-5</c> or <c>-4-1</c> is no date: a newer model is another model. Nor is Mistral's <c>-2411</c>, whose months are models.</remarks>
    public static bool TryCut(ref ReadOnlySpan<char> name)
    {
        // The longest suffix first, so that a full date is not taken for a day of the year.
        foreach (var length in (ReadOnlySpan<int>)[10, 8, 7, 5, 4, 3, 6])
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

    private static bool IsSuffix(ReadOnlySpan<char> text)
    {
        if (text.Equals("latest", StringComparison.OrdinalIgnoreCase) || text.Equals("preview", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        if (text.Length == 3)
        {
            return !text.ContainsAnyExceptInRange('0', '9');
        }

        foreach (var format in Dates)
        {
            if (text.Length == format.Length && DateOnly.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
            {
                return true;
            }
        }

        return false;
    }
}
