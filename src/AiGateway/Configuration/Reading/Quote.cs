namespace AiGateway.Configuration.Reading;

/// <summary>Puts what the configuration says into a message.</summary>
internal static class Quote
{
    private const int Longest = 80;

    /// <summary>The text in back quotes, cut where it is long, without control characters.</summary>
    public static string Of(string text)
    {
        var shown = text.Length > Longest ? string.Concat(text.AsSpan(0, Longest), "…") : text;
        return $"`{new string([.. shown.Select(c => char.IsControl(c) ? '?' : c)])}`";
    }
}
