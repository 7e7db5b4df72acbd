namespace AiGateway.Configuration.Reading;

/// <summary>Reads one virtual key.</summary>
internal sealed class VirtualKeyReader(SecretReader secrets, ProblemList problems)
{
    /// <summary>The shortest value taken, in characters.</summary>
    public const int ShortestValue = 16;

    /// <summary>Reads an entry of <c>VirtualKeys</c>, short (the value) or long; <see langword="null"/> where it has no usable id or value.</summary>
    public VirtualKeyOptions? Read(ConfigNode entry)
    {
        if (Names.ProblemOfEntry(entry.Key) is { } problem)
        {
            problems.Add(entry.Path, problem);
            return null;
        }

        if (entry.Children.Count == 0 && entry.Value is not null)
        {
            return Value(entry.Path, entry.Value) is { } plain ? new VirtualKeyOptions { Id = entry.Key, Value = plain } : null;
        }

        var reader = new ObjectReader(entry, problems);
        var text = reader.Text(nameof(VirtualKeyOptions.Value));
        var models = reader.List(nameof(VirtualKeyOptions.Models)).Select(Pattern).OfType<string>().ToList();
        var enabled = reader.Bool(nameof(VirtualKeyOptions.Enabled), defaultValue: true);
        reader.RefuseUnknown();
        if (text is null)
        {
            if (!reader.Has(nameof(VirtualKeyOptions.Value)))
            {
                reader.Error(nameof(VirtualKeyOptions.Value), "The key itself is missing: env:NAME or file:PATH.");
            }

            return null;
        }

        return Value(reader.PathOf(nameof(VirtualKeyOptions.Value)), text) is { } value
            ? new VirtualKeyOptions { Id = entry.Key, Value = value, Models = models, Enabled = enabled }
            : null;
    }

    /// <summary>Checks that a value can guard the gateway, and reports it where it cannot.</summary>
    public bool IsStrong(string path, Secret value)
    {
        if (value.Reveal().Length < ShortestValue)
        {
            problems.Add(path, $"The key is shorter than {ShortestValue} characters. Make one with: openssl rand -hex 32");
            return false;
        }

        if (Placeholders.IsWeak(value.Reveal()))
        {
            problems.Add(path, "The key is a well-known placeholder or too plain to guard anything. Make one with: openssl rand -hex 32");
            return false;
        }

        return true;
    }

    private Secret? Value(string path, string text) => secrets.Read(path, text) is { } value && IsStrong(path, value) ? value : null;

    private string? Pattern(ConfigNode entry)
    {
        if (entry.Children.Count > 0)
        {
            problems.Add(entry.Path, "A model name or pattern is expected here, not an object.");
            return null;
        }

        if (Names.ProblemOfModel(entry.Value!) is { } problem)
        {
            problems.Add(entry.Path, problem);
            return null;
        }

        return entry.Value;
    }
}
