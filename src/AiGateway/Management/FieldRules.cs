using AiGateway.Audit;
using AiGateway.Configuration.Reading;

namespace AiGateway.Management;

/// <summary>What fields may hold. Whatever looks like markup is text, and stays as it is.</summary>
internal static class FieldRules
{
    /// <summary>The longest name and note.</summary>
    public const int LongestText = 128;

    private const int LongestId = 64;
    private const int MostTags = 32;
    private const int LongestTag = 64;
    private const int MostModels = 256;

    /// <summary>A name that people gave: 1 to 128 characters that can be seen.</summary>
    /// <exception cref="ManagementException">It is no such name.</exception>
    public static string Name(string field, string? text)
    {
        var name = text?.Trim() ?? "";
        return name.Length > 0 ? Visible(field, name) : throw ManagementException.Invalid(field, "A name is missing.");
    }

    /// <summary>A word on what something is for; null where there is none.</summary>
    /// <exception cref="ManagementException">It is too long, or cannot be seen.</exception>
    public static string? Note(string field, string? text) => string.IsNullOrWhiteSpace(text) ? null : Visible(field, text.Trim());

    /// <summary>An id that people chose.</summary>
    /// <exception cref="ManagementException">It is no such id.</exception>
    public static string Id(string field, string? text) =>
        string.IsNullOrEmpty(text) ? throw ManagementException.Invalid(field, "An id is missing.")
        : Names.ProblemOfEntry(text) is { } problem ? throw ManagementException.Invalid(field, problem)
        : text;

    /// <summary>Whether the text could be an id at all; whatever else it is, nobody need ask the store.</summary>
    public static bool IsId(string text) => text.Length is > 0 and <= LongestId && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');

    /// <summary>Names and patterns of models, each once.</summary>
    /// <exception cref="ManagementException">One of them is none.</exception>
    public static IReadOnlyList<string> Models(string field, IReadOnlyList<string?> models)
    {
        Bound(field, models, MostModels);
        foreach (var model in models)
        {
            if (Names.ProblemOfModel(model ?? "") is { } problem)
            {
                throw ManagementException.Invalid(field, problem);
            }

            if (!AuditText.IsPrintable(model!))
            {
                throw ManagementException.Invalid(field, "A model name holds only characters that can be seen.");
            }
        }

        return [.. models.Distinct(StringComparer.Ordinal)!];
    }

    /// <summary>Tags, each once.</summary>
    /// <exception cref="ManagementException">One of them is none.</exception>
    public static IReadOnlyList<string> Tags(string field, IReadOnlyList<string?> tags)
    {
        Bound(field, tags, MostTags);
        foreach (var tag in tags)
        {
            // They go into logs and labels beside the request's own, which a header separates by commas.
            if (tag is null || tag.Length is 0 or > LongestTag || tag.AsSpan().ContainsAnyExceptInRange('!', '~') || tag.Contains(',', StringComparison.Ordinal))
            {
                throw ManagementException.Invalid(field, $"A tag has 1 to {LongestTag} characters of printable ASCII, without blanks and commas.");
            }
        }

        return [.. tags.Distinct(StringComparer.Ordinal)!];
    }

    /// <summary>Surfaces, each once.</summary>
    /// <param name="field">The field's name.</param>
    /// <param name="surfaces">What was given.</param>
    /// <param name="known">The ids there are.</param>
    /// <exception cref="ManagementException">There is no such surface.</exception>
    public static IReadOnlyList<string> Surfaces(string field, IReadOnlyList<string?> surfaces, IReadOnlyCollection<string> known)
    {
        Bound(field, surfaces, MostModels);
        return surfaces.All(surface => surface is not null && known.Contains(surface, StringComparer.Ordinal))
            ? [.. surfaces.Distinct(StringComparer.Ordinal)!]
            : throw ManagementException.Invalid(field, $"There is no such surface. Surfaces: {string.Join(", ", known)}.");
    }

    /// <summary>Networks, each once.</summary>
    /// <exception cref="ManagementException">One of them is none.</exception>
    public static IReadOnlyList<string> Networks(string field, IReadOnlyList<string?> networks)
    {
        Bound(field, networks, MostModels);
        return [.. networks.Select(network => Network(field, network)).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>An end that is yet to come.</summary>
    /// <exception cref="ManagementException">It is past.</exception>
    public static DateTimeOffset? Expiry(string field, DateTimeOffset? time, DateTimeOffset now)
    {
        if (time is not { } end)
        {
            return null;
        }

        return end > now ? Clock.Exact(end) : throw ManagementException.Invalid(field, "This is past already.");
    }

    /// <summary>As <see cref="Expiry"/>, where the end that is set already may be named again even if it is past.</summary>
    /// <exception cref="ManagementException">It is another one, and past.</exception>
    public static DateTimeOffset? NewExpiry(string field, DateTimeOffset? time, DateTimeOffset? known, DateTimeOffset now) =>
        time is { } end && Clock.Exact(end) == known ? known : Expiry(field, time, now);

    private static string Network(string field, string? text) =>
        Configuration.Networks.TryRead(text ?? "", out var network) is { } problem ? throw ManagementException.Invalid(field, problem) : network.ToString();

    private static string Visible(string field, string text) =>
        text.Length > LongestText ? throw ManagementException.Invalid(field, $"This has more than {LongestText} characters.")
        : !AuditText.IsPrintable(text) ? throw ManagementException.Invalid(field, "This holds control characters or others that cannot be seen.")
        : text;

    private static void Bound(string field, IReadOnlyList<string?> list, int most)
    {
        if (list.Count > most)
        {
            throw ManagementException.Invalid(field, $"There are more than {most} entries.");
        }
    }
}
