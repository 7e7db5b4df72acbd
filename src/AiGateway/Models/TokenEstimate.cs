namespace AiGateway.Models;

/// <summary>How many tokens a text is likely to have, without any model's own vocabulary. docs/models.md says how far off it is.</summary>
/// <remarks>
/// One pass, no memory. Vocabularies hold common words whole: a word in Latin letters is one token up to eight letters and one more for
/// each further six, three digits are one, a sign is nearly one, and other scripts have their rate a character. In hundredths of a token.
/// </remarks>
internal static class TokenEstimate
{
    private const int Whole = 100;
    private const int WordLetters = 8;
    private const int FurtherLetters = 6;

    /// <summary>The tokens of a text, at least one where it is not empty.</summary>
    public static long OfText(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
        {
            return 0;
        }

        var sum = 0L;
        var letters = 0;
        var digits = 0;
        var signs = 0;
        var last = '\0';
        foreach (var c in text)
        {
            if (IsLatin(c))
            {
                // A capital within a word begins the next piece of it, as in camelCase.
                if (digits > 0 || (letters > 0 && char.IsAsciiLetterUpper(c) && !char.IsAsciiLetterUpper(last)))
                {
                    Close(ref sum, ref letters, ref digits);
                }

                letters++;
                sum += c < '\u00C0' ? 0 : c < '\u0100' ? 20 : 50;
            }
            else if (char.IsAsciiDigit(c))
            {
                if (letters > 0)
                {
                    Close(ref sum, ref letters, ref digits);
                }

                digits++;
            }
            else
            {
                Close(ref sum, ref letters, ref digits);
                signs = IsSign(c) ? IsSign(last) ? signs + 1 : 1 : 0;
                sum += signs > 0 ? OfSign(signs, last) : OfOther(c, last);
            }

            last = c;
        }

        Close(ref sum, ref letters, ref digits);
        return Math.Max(1, (sum + Whole - 1) / Whole);
    }

    private static void Close(ref long sum, ref int letters, ref int digits)
    {
        if (letters > 0)
        {
            sum += Whole + (letters > WordLetters ? (letters - WordLetters) * Whole / FurtherLetters : 0);
        }

        sum += (digits + 2) / 3 * Whole;
        letters = digits = 0;
    }

    private static bool IsLatin(char c) => char.IsAsciiLetter(c) || c is (>= '\u00C0' and < '\u0250') or (>= '\u1E00' and < '\u1F00');

    private static bool IsSign(char c) => c is > ' ' and < '\u0080' && !char.IsAsciiLetterOrDigit(c);

    // Signs that often stand together, as in JSON, are one token together.
    private static int OfSign(int inRow, char last) => inRow switch
    {
        1 => char.IsAsciiDigit(last) ? 100 : 85,
        2 => 50,
        _ => 10,
    };

    // White space goes with the word after it, but for a line's end; the rest is by script.
    private static int OfOther(char c, char last) => c switch
    {
        '\n' => last == '\n' ? 0 : 50,
        <= ' ' => 0,
        < '\u0370' => 80,
        < '\u0400' => 42, // Greek
        < '\u0530' => 30, // Cyrillic
        < '\u0590' => 50, // Armenian
        < '\u0600' => 42, // Hebrew
        < '\u0900' => 34, // Arabic
        < '\u1100' => 38, // Indic scripts, Thai and their neighbours
        >= '\u3040' and < '\u3100' => 75, // Kana
        >= '\u4E00' and < '\uA000' => 82, // Han
        >= '\uAC00' and < '\uD7B0' => 78, // Hangul
        _ => 100,
    };
}
