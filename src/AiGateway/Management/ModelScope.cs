namespace AiGateway.Management;

/// <summary>Compares what names of models two lists of patterns allow; an empty list allows all.</summary>
internal static class ModelScope
{
    /// <summary>Whether one list allows all that another does.</summary>
    public static bool Covers(IReadOnlyList<string> outer, IReadOnlyList<string> inner) =>
        outer.Count == 0 || (inner.Count > 0 && inner.All(pattern => outer.Any(wide => Covers(wide, pattern))));

    /// <summary>The first pattern that goes beyond a list, or null.</summary>
    public static string? Beyond(IReadOnlyList<string> outer, IReadOnlyList<string> inner) =>
        outer.Count == 0 ? null : inner.FirstOrDefault(pattern => !outer.Any(wide => Covers(wide, pattern)));

    private static bool Covers(string wide, string narrow)
    {
        var star = wide.IndexOf('*', StringComparison.Ordinal);
        if (star < 0)
        {
            return wide == narrow;
        }

        // Both halves must lie in what the narrow one fixes, and must not share characters there.
        var (prefix, suffix) = (wide[..star], wide[(star + 1)..]);
        var fix = narrow.IndexOf('*', StringComparison.Ordinal);
        var (before, after) = fix < 0 ? (narrow, narrow) : (narrow[..fix], narrow[(fix + 1)..]);
        return before.StartsWith(prefix, StringComparison.Ordinal)
            && after.EndsWith(suffix, StringComparison.Ordinal)
            && (fix >= 0 || narrow.Length >= prefix.Length + suffix.Length);
    }
}
