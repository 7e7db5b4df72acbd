using System.Globalization;

namespace AiGateway.Configuration.Reading;

/// <summary>Reads the fields of one object, and knows at the end which of its keys nobody asked for.</summary>
/// <param name="node">The object.</param>
/// <param name="problems">Where to report.</param>
internal sealed class ObjectReader(ConfigNode node, ProblemList problems)
{
    private const long MostCounted = 1_000_000_000;
    private readonly List<string> _known = [];

    /// <summary>The object's full path.</summary>
    public string Path => node.Path;

    /// <summary>The fields asked for so far.</summary>
    public IReadOnlyList<string> Known => _known;

    /// <summary>Whether the field is there at all, be it sound or not; null counts as not there.</summary>
    public bool Has(string field) => node[field] is { } child && (child.Value is not null || child.Children.Count > 0);

    /// <summary>Whether the field is a list or object that is written out but empty.</summary>
    public bool IsEmptyList(string field) => node[field] is { IsEmpty: true };

    /// <summary>Whether a source writes null or <c>{}</c> (which .NET does not tell apart) and none writes more.</summary>
    public bool IsNull(string field) => node[field] is { HasNull: true, IsEmpty: true };

    /// <summary>Whether the field is a single value, the short form of those that have a long one.</summary>
    public bool IsShort(string field) => node[field] is { Value: not null, Children.Count: 0 };

    /// <summary>The full path of a field.</summary>
    public string PathOf(string field) => $"{node.Path}:{field}";

    /// <summary>Reports an error of a field.</summary>
    public void Error(string field, string message) => problems.Add(PathOf(field), message);

    /// <summary>The field's node where it is there and is either a value or an object, not both.</summary>
    public ConfigNode? Field(string field)
    {
        if (!_known.Contains(field))
        {
            _known.Add(field);
        }

        return Has(field) && Shapes.IsSound(node[field]!, problems) ? node[field] : null;
    }

    /// <summary>A text that is not empty, or <see langword="null"/> where the field is absent or unsound.</summary>
    public string? Text(string field)
    {
        if (Field(field) is not { } child)
        {
            return null;
        }

        if (child.Children.Count > 0)
        {
            Error(field, "A single value is expected here, not an object or a list.");
            return null;
        }

        if (string.IsNullOrWhiteSpace(child.Value))
        {
            Error(field, "The value is empty. Leave the field out to get its default.");
            return null;
        }

        return child.Value;
    }

    /// <summary><c>true</c> or <c>false</c>, nothing else.</summary>
    public bool Bool(string field, bool defaultValue)
    {
        if (Text(field) is not { } text)
        {
            return defaultValue;
        }

        if (string.Equals(text, "true", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        if (!string.Equals(text, "false", StringComparison.OrdinalIgnoreCase))
        {
            Error(field, $"{Quote.Of(text)} is neither true nor false.");
        }

        return false;
    }

    /// <summary>A whole number in digits, within bounds.</summary>
    public long Number(string field, long defaultValue, long least, long most)
    {
        if (Text(field) is not { } text)
        {
            return defaultValue;
        }

        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            Error(field, $"{Quote.Of(text)} is no whole number.");
            return defaultValue;
        }

        if (number < least || number > most)
        {
            Error(field, string.Create(CultureInfo.InvariantCulture, $"{number} is out of range: {least} to {most}."));
            return defaultValue;
        }

        return number;
    }

    /// <summary>A whole number in digits from 1, or <see langword="null"/> where the field is absent or unsound.</summary>
    public long? Count(string field)
    {
        var number = Number(field, 0, 1, MostCounted);
        return number == 0 ? null : number;
    }

    /// <summary>A share of a whole, within bounds that are said where it is not.</summary>
    public double Fraction(string field, double defaultValue, Bounds bounds)
    {
        if (Text(field) is not { } text)
        {
            return defaultValue;
        }

        if (Fractions.TryRead(text, bounds, out var fraction) is { } problem)
        {
            Error(field, problem);
            return defaultValue;
        }

        return fraction;
    }

    /// <summary>A duration; zero only where it has a meaning.</summary>
    public TimeSpan Duration(string field, TimeSpan defaultValue, bool zeroIsOff = false) => Duration(field, zeroIsOff) ?? defaultValue;

    /// <summary>A duration, or <see langword="null"/> where the field is absent or unsound; zero only where it has a meaning.</summary>
    public TimeSpan? Duration(string field, bool zeroIsOff = false)
    {
        if (Text(field) is not { } text)
        {
            return null;
        }

        if (Durations.TryRead(text, out var duration) is { } problem)
        {
            Error(field, problem);
            return null;
        }

        if (duration == TimeSpan.Zero && !zeroIsOff)
        {
            Error(field, "The duration must be longer than zero.");
            return null;
        }

        return duration;
    }

    /// <summary>A duration within bounds; the default where the field is absent or unsound.</summary>
    public TimeSpan Duration(string field, TimeSpan defaultValue, TimeSpan least, TimeSpan most) => Within(field, Duration(field), least, most) ?? defaultValue;

    /// <summary>A duration that may be counted in days, within bounds, or <see langword="null"/> where the field is absent or unsound.</summary>
    public TimeSpan? Days(string field, TimeSpan least)
    {
        if (Text(field) is not { } text)
        {
            return null;
        }

        if (Durations.TryReadDays(text, out var duration) is { } problem)
        {
            Error(field, problem);
            return null;
        }

        return Within(field, duration, least, Durations.MostDays);
    }

    /// <summary>One of an enumeration's names, in any case, never its number.</summary>
    public T? Choice<T>(string field)
        where T : struct, Enum
    {
        if (Text(field) is not { } text)
        {
            return null;
        }

        var choice = Choices.Find<T>(text);
        if (choice is null)
        {
            Error(field, Choices.Problem<T>(text));
        }

        return choice;
    }

    /// <summary>The entries of an object of named entries; none where it is absent.</summary>
    public IReadOnlyList<ConfigNode> Map(string field) =>
        Field(field) is { } child && Shapes.IsObject(child, problems) ? Shapes.Entries(child, problems) : [];

    /// <summary>The entries of an array, or of an object of named entries.</summary>
    public IReadOnlyList<ConfigNode> List(string field) => Field(field) is { } child ? Shapes.ListEntries(child, problems) : [];

    /// <summary>A reader for an object below; an empty one where it is absent.</summary>
    public ObjectReader Object(string field)
    {
        var child = Field(field);
        return child is not null && Shapes.IsObject(child, problems)
            ? new ObjectReader(child, problems)
            : new ObjectReader(ConfigNode.Missing(PathOf(field)), problems);
    }

    /// <summary>Reports every key that no field was asked for. Call it last.</summary>
    /// <param name="explain">A better explanation for a key, where there is one.</param>
    public void RefuseUnknown(Func<ConfigNode, string?>? explain = null)
    {
        if (node.Children.Count > 0 && node.Children.All(c => c.Key.All(char.IsAsciiDigit)))
        {
            problems.Add(node.Path, $"An object with fields is expected here, not a list. Fields: {string.Join(", ", _known)}.");
            return;
        }

        foreach (var child in node.Children)
        {
            if (!_known.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            {
                problems.Add(
                    child.Path,
                    explain?.Invoke(child) ?? $"There is no field {Quote.Of(child.Key)} here. {Suggestions.Sentence(child.Key, _known, "Fields")}");
            }
        }
    }

    private TimeSpan? Within(string field, TimeSpan? duration, TimeSpan least, TimeSpan most)
    {
        if (duration is null || (duration >= least && duration <= most))
        {
            return duration;
        }

        Error(field, $"The duration must be from {least:c} to {most:c}.");
        return null;
    }
}
