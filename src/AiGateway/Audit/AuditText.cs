using System.Globalization;
using System.Text;

namespace AiGateway.Audit;

/// <summary>Makes text fit for a record: bounded, and nothing in it that could end a line or that a database would refuse.</summary>
internal static class AuditText
{
    private const int MostCharacters = 256;

    /// <summary>The text with <c>?</c> for all that is not printable, cut off after 256 characters.</summary>
    public static string Clean(string text)
    {
        var clean = new StringBuilder(Math.Min(text.Length, MostCharacters));
        foreach (var rune in text.EnumerateRunes())
        {
            if (clean.Length + rune.Utf16SequenceLength > MostCharacters)
            {
                break;
            }

            clean.Append(IsPrintable(rune) ? rune.ToString() : "?");
        }

        return clean.ToString();
    }

    /// <summary>Whether all of the text can be seen: no control characters, no ends of lines, nothing that turns the direction of text.</summary>
    public static bool IsPrintable(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsPrintable(rune))
            {
                return false;
            }
        }

        return true;
    }

    // Half a surrogate pair is enumerated as U+FFFD, and refused with it.
    private static bool IsPrintable(Rune rune) => rune != Rune.ReplacementChar && Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
