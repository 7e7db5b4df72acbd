using System.Text;

namespace AiGateway.Providers.Mock;

/// <summary>Cuts texts into what a stream sends at a time, and measures them.</summary>
internal static class MockWords
{
    private const int BytesPerToken = 4;
    private const int LongestWord = 256;
    private const int SliceLength = 12;

    /// <summary>The words, each with the white space before it; what follows the last word goes with it. They join to the text.</summary>
    public static IEnumerable<string> Words(string text)
    {
        var start = 0;
        while (start < text.Length)
        {
            var end = start;
            while (end < text.Length && char.IsWhiteSpace(text[end]))
            {
                end++;
            }

            while (end < text.Length && !char.IsWhiteSpace(text[end]))
            {
                end++;
            }

            if (text.AsSpan(end).IsWhiteSpace())
            {
                end = text.Length;
            }

            foreach (var piece in Slices(text[start..end], LongestWord))
            {
                yield return piece;
            }

            start = end;
        }
    }

    /// <summary>Pieces of a length, for texts such as JSON that have no words. They join to the text.</summary>
    public static IEnumerable<string> Slices(string text, int length = SliceLength)
    {
        for (var start = 0; start < text.Length;)
        {
            var end = Math.Min(text.Length, start + length);
            if (end < text.Length && char.IsHighSurrogate(text[end - 1]))
            {
                end--;
            }

            yield return text[start..end];
            start = end;
        }
    }

    /// <summary>The tokens of a text: a quarter of its UTF-8 bytes, rounded up.</summary>
    public static long Tokens(long bytes) => (bytes + BytesPerToken - 1) / BytesPerToken;

    /// <summary>The UTF-8 bytes that a number of tokens may have.</summary>
    public static long Bytes(long tokens) => tokens * BytesPerToken;

    /// <summary>The longest beginning of a text that keeps to a number of UTF-8 bytes, cut between characters.</summary>
    public static string Cut(string text, long bytes)
    {
        if (Encoding.UTF8.GetByteCount(text) <= bytes)
        {
            return text;
        }

        var end = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            bytes -= rune.Utf8SequenceLength;
            if (bytes < 0)
            {
                break;
            }

            end += rune.Utf16SequenceLength;
        }

        return text[..end];
    }
}
