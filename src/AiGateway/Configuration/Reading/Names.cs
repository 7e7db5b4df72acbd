using System.Text.RegularExpressions;

namespace AiGateway.Configuration.Reading;

/// <summary>What names may look like.</summary>
internal static partial class Names
{
    /// <summary>What is wrong with a provider's name or a virtual key's id, or <see langword="null"/>.</summary>
    public static string? ProblemOfEntry(string name)
    {
        if (name.All(char.IsAsciiDigit))
        {
            return "A bare number is no name; this looks like a JSON array. Give an object of named entries instead: \"name\": { … }.";
        }

        return Entry().IsMatch(name)
            ? null
            : "Names begin with a letter or digit and hold only letters, digits, `.`, `_` and `-`, 64 at most (they appear in paths, headers and metrics).";
    }

    /// <summary>What is wrong with a model's name or pattern, or <see langword="null"/>.</summary>
    public static string? ProblemOfModel(string name)
    {
        if (name.Length is 0 or > 256)
        {
            return "A model name has 1 to 256 characters.";
        }

        if (name.Any(c => char.IsControl(c) || char.IsWhiteSpace(c)))
        {
            return "A model name holds no blanks and no control characters.";
        }

        return name.Count(c => c == '*') > 1 ? "A pattern has at most one `*`." : null;
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,63}\\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Entry();
}
