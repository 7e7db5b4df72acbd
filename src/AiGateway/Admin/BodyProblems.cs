using System.Text.Json;
using System.Text.RegularExpressions;

namespace AiGateway.Admin;

/// <summary>Says what is wrong with a body that is not the JSON it must be, without a word of .NET's.</summary>
internal static partial class BodyProblems
{
    /// <summary>The problem behind a reader's exception.</summary>
    public static AdminProblemException From(JsonException broken)
    {
        var message = broken.Message;
        if (Unknown().Match(message) is { Success: true } unknown)
        {
            return Invalid("The field is not known here.", Join(broken.Path, unknown.Groups["name"].Value));
        }

        if (Duplicate().Match(message) is { Success: true } duplicate)
        {
            return Invalid("The field stands there twice.", Join(broken.Path, duplicate.Groups["name"].Value));
        }

        if (Missing().Match(message) is { Success: true } missing)
        {
            return Invalid("The field is missing.", missing.Groups["name"].Value);
        }

        return Field(broken.Path) is { } field
            ? Invalid("The value is not of the right kind, or may not be null.", field)
            : Invalid("The body is not one valid JSON object.", null);
    }

    private static AdminProblemException Invalid(string detail, string? field) => new(ProblemKind.Invalid, detail, field);

    /// <summary>The reader's path ends in the name, or in the object around it, depending on what was wrong.</summary>
    private static string Join(string? path, string name)
    {
        var field = Field(path);
        return field is null || field == name ? name : field.EndsWith("." + name, StringComparison.Ordinal) ? field : $"{field}.{name}";
    }

    /// <summary><c>$.models[0]</c> is <c>models[0]</c>.</summary>
    private static string? Field(string? path) => path is ['$', '.', .. var field] && field.Length > 0 ? field : null;

    [GeneratedRegex("^The JSON property '(?<name>[^']{1,100})' could not be mapped", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Unknown();

    [GeneratedRegex("^Duplicate property '(?<name>[^']{1,100})'", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Duplicate();

    [GeneratedRegex("missing required properties[^:]*: '(?<name>[^']{1,100})'", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Missing();
}
