namespace AiGateway.Configuration.Reading;

/// <summary>Reads lists of texts in which none may come twice.</summary>
internal static class TextLists
{
    /// <summary>The longest header that callers may name their user or tags in; none of these can be longer.</summary>
    private const int LongestTag = 256;

    /// <summary>The sound entries; the others are reported where they stand.</summary>
    /// <param name="entries">The entries of the list.</param>
    /// <param name="problems">Where to report.</param>
    /// <param name="comparer">When two are the same.</param>
    /// <param name="problemOf">What is wrong with an entry, or <see langword="null"/>.</param>
    public static List<string> Read(IReadOnlyList<ConfigNode> entries, ProblemList problems, StringComparer comparer, Func<string, string?> problemOf)
    {
        var texts = new List<string>(entries.Count);
        foreach (var entry in entries)
        {
            var problem = entry.Children.Count > 0 ? "A single value is expected here, not an object."
                : texts.Contains(entry.Value!, comparer) ? $"{Quote.Of(entry.Value!)} is given twice. Remove one."
                : problemOf(entry.Value!);
            if (problem is null)
            {
                texts.Add(entry.Value!);
            }
            else
            {
                problems.Add(entry.Path, problem);
            }
        }

        return texts;
    }

    /// <summary>What is wrong with a tag, or <see langword="null"/>.</summary>
    public static string? ProblemOfTag(string tag) =>
        tag.Length > LongestTag || tag.Contains(',', StringComparison.Ordinal) || tag.Any(char.IsControl) || tag.Trim().Length < tag.Length
            ? $"No request can have this tag: tags are separated by commas, without blanks at their ends, and have {LongestTag} characters at most."
            : null;

    /// <summary>What is wrong with a user, or <see langword="null"/>.</summary>
    public static string? ProblemOfUser(string user) =>
        user.Length is 0 or > LongestTag || user.Any(char.IsControl) || user.Trim().Length < user.Length
            ? $"No request can have this user: users have 1 to {LongestTag} characters, without blanks at their ends."
            : null;
}
