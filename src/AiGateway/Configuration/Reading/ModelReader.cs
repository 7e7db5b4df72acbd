namespace AiGateway.Configuration.Reading;

/// <summary>Reads one model name or pattern.</summary>
internal sealed class ModelReader(ProblemList problems)
{
    private static readonly string[] Fields = [.. typeof(ModelOptions).GetProperties().Select(p => p.Name)];

    private static readonly ModelOptions Defaults = new() { Name = "", Targets = [] };

    private readonly TargetReader _targets = new(problems);

    /// <summary>Where each target read so far stands in the configuration.</summary>
    public IReadOnlyDictionary<TargetOptions, string> TargetPaths => _targets.Paths;

    /// <summary>Reads an entry of <c>Models</c>, short or long; <see langword="null"/> where it has no usable name.</summary>
    public ModelOptions? Read(ConfigNode entry)
    {
        if (entry.Key.All(char.IsAsciiDigit))
        {
            problems.Add(
                entry.Path,
                "A bare number is no key for a model; this looks like a JSON array. Give an object of named entries instead (a model that is really called so takes a \"Name\").");
            return null;
        }

        if (entry.Children.Count == 0 && entry.Value is not null)
        {
            return CheckName(entry.Path, entry.Key) is not { } key ? null : new ModelOptions
            {
                Name = entry.Key,
                Targets = _targets.Read(entry.Path, entry.Value, key) is { } target ? [target] : [],
            };
        }

        if (entry.Children.Count > 0 && entry.Children.All(c => c.Key.All(char.IsAsciiDigit)))
        {
            problems.Add(entry.Path, "A list of targets goes into the field Targets: { \"Targets\": [ … ] }.");
            return null;
        }

        var reader = new ObjectReader(entry, problems);
        var given = reader.Text(nameof(ModelOptions.Name));
        var name = given ?? entry.Key;
        var pattern = CheckName(given is null ? entry.Path : reader.PathOf(nameof(ModelOptions.Name)), name);
        var targets = reader.List(nameof(ModelOptions.Targets));
        var options = new ModelOptions
        {
            Name = name,
            Targets = pattern is null ? [] : _targets.Read(targets, pattern),
            Timeouts = Timeouts(reader.Object(nameof(ModelOptions.Timeouts))),
            KeepAlive = reader.Duration(nameof(ModelOptions.KeepAlive), Defaults.KeepAlive, zeroIsOff: true),
            Strict = reader.Bool(nameof(ModelOptions.Strict), defaultValue: false),
        };
        if (options.KeepAlive > options.Timeouts.Total && reader.Has(nameof(ModelOptions.KeepAlive)))
        {
            reader.Error(nameof(ModelOptions.KeepAlive), "This is longer than Timeouts:Total, so it would never come to one. `0s` turns keep-alives off.");
        }

        var strays = 0;
        reader.RefuseUnknown(child => Stray(entry, child, ref strays));
        if (strays == 0 && (!reader.Has(nameof(ModelOptions.Targets)) || reader.IsEmptyList(nameof(ModelOptions.Targets))))
        {
            reader.Error(nameof(ModelOptions.Targets), "A model needs at least one target, such as \"Targets\": [ \"openai/gpt-4o-mini\" ].");
        }

        return pattern is null ? null : options;
    }

    private ModelPattern? CheckName(string path, string name)
    {
        var problem = Names.ProblemOfModel(name);
        if (problem is null)
        {
            return new ModelPattern(name);
        }

        problems.Add(path, problem);
        return null;
    }

    private static TimeoutOptions Timeouts(ObjectReader reader)
    {
        var defaults = new TimeoutOptions();
        var timeouts = new TimeoutOptions
        {
            Connect = reader.Duration(nameof(TimeoutOptions.Connect), defaults.Connect),
            FirstToken = reader.Duration(nameof(TimeoutOptions.FirstToken), defaults.FirstToken),
            Idle = reader.Duration(nameof(TimeoutOptions.Idle), defaults.Idle),
            Total = reader.Duration(nameof(TimeoutOptions.Total), defaults.Total),
        };
        reader.RefuseUnknown();
        NotBeyondTotal(nameof(TimeoutOptions.Connect), timeouts.Connect);
        NotBeyondTotal(nameof(TimeoutOptions.FirstToken), timeouts.FirstToken);
        NotBeyondTotal(nameof(TimeoutOptions.Idle), timeouts.Idle);
        return timeouts;

        // Only what is written out is an error: a short Total alone rightly cuts the defaults of the others.
        void NotBeyondTotal(string field, TimeSpan value)
        {
            if (value > timeouts.Total && reader.Has(field))
            {
                reader.Error(field, $"This is longer than Total ({timeouts.Total:c}), which would always end the request first. Raise Total too.");
            }
        }
    }

    /// <summary>Explains a key that came about because a <c>:</c> in a model's name split it.</summary>
    private static string? Stray(ConfigNode entry, ConfigNode child, ref int strays)
    {
        if (RestOfName(child) is not { } rest || Suggestions.Nearest(child.Key, Fields) is not null)
        {
            return null;
        }

        strays++;
        var full = $"{entry.Key}:{rest}";
        return $"A `:` splits keys, so this reads as a field of the model `{entry.Key}`. For a model called `{full}` write "
            + $"\"{full.Replace(':', '-')}\": {{ \"Name\": \"{full}\", \"Targets\": [ … ] }}.";
    }

    private static string? RestOfName(ConfigNode node)
    {
        if (node.Children.Count == 0)
        {
            return node.Value?.Contains('/', StringComparison.Ordinal) == true ? node.Key : null;
        }

        if (node.Children.Any(c => Fields.Contains(c.Key, StringComparer.OrdinalIgnoreCase)))
        {
            return node.Key;
        }

        return node.Children.Count == 1 && RestOfName(node.Children[0]) is { } rest ? $"{node.Key}:{rest}" : null;
    }
}
