namespace AiGateway.Exchanges;

/// <summary>Makes text from elsewhere fit for a header, a log line or a comment in a stream.</summary>
internal static class HeaderText
{
    /// <summary>The longest list of names, in characters.</summary>
    public const int MaxListLength = 1000;

    /// <summary>The text with every character that is no printable ASCII replaced by <c>?</c>: none can end a line.</summary>
    public static string Clean(string text) => text.AsSpan().ContainsAnyExceptInRange(' ', '~')
        ? string.Create(text.Length, text, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = source[i] is >= ' ' and <= '~' ? source[i] : '?';
            }
        })
        : text;

    /// <summary>Names joined by commas, cut off with an ellipsis where they grow too long.</summary>
    public static string List(IReadOnlyList<string> names)
    {
        var text = string.Join(", ", names);
        return text.Length <= MaxListLength ? text : string.Concat(text.AsSpan(0, MaxListLength), "...");
    }
}
