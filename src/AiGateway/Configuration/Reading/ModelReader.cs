namespace AiGateway.Configuration.Reading;

/// <summary>Reads one model name or pattern.</summary>
internal sealed class ModelReader
{
    private const int MostRetries = 10;
    private const int MostAttempts = 50;

    private static readonly ModelOptions Defaults = new() { Name = "", Targets = [] };

    /// <summary>Takes the place of a name that is none, so that what else is wrong with the entry is found.</summary>
    private static readonly ModelPattern AnyName = new("*");

    private readonly ProblemList _problems;
    private readonly TargetReader _targets;
    private readonly FallbackReader _fallbacks;
    private readonly MirrorReader _mirrors;
    private readonly RoutingCheck _routing;

    /// <summary>Makes a reader for all models of a configuration.</summary>
    public ModelReader(ProblemList problems)
    {
        _problems = problems;
        _targets = new TargetReader(problems);
        _fallbacks = new FallbackReader(_targets, problems);
        _mirrors = new MirrorReader(_targets);
        _routing = new RoutingCheck(_targets.Places, problems);
    }

    /// <summary>Where each target read so far stands in the configuration.</summary>
    public IReadOnlyDictionary<TargetOptions, TargetPlace> Places => _targets.Places;

    /// <summary>Reads an entry of <c>Models</c>, short or long; <see langword="null"/> where it has no usable name.</summary>
    public ModelOptions? Read(ConfigNode entry)
    {
        if (entry.Key.All(char.IsAsciiDigit))
        {
            _problems.Add(
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
            _problems.Add(entry.Path, "A list of targets goes into the field Targets: { \"Targets\": [ … ] }.");
            return null;
        }

        return Long(entry);
    }

    private ModelOptions? Long(ConfigNode entry)
    {
        var reader = new ObjectReader(entry, _problems);
        var given = reader.Text(nameof(ModelOptions.Name));
        var name = given ?? entry.Key;
        var pattern = CheckName(given is null ? entry.Path : reader.PathOf(nameof(ModelOptions.Name)), name);
        var entries = reader.List(nameof(ModelOptions.Targets));
        var options = Fields(reader, name, _targets.Read(entries, pattern ?? AnyName, TargetRole.Pool), pattern ?? AnyName);

        var strays = 0;
        reader.RefuseUnknown(child =>
        {
            var explained = StrayNames.Explain(entry, child);
            strays += explained is null ? 0 : 1;
            return explained;
        });
        if (strays == 0 && (!reader.Has(nameof(ModelOptions.Targets)) || reader.IsEmptyList(nameof(ModelOptions.Targets))))
        {
            reader.Error(nameof(ModelOptions.Targets), "A model needs at least one target, such as \"Targets\": [ \"openai/gpt-4o-mini\" ].");
        }

        if (options.Targets.Count > 0 && options.Targets.Count == entries.Count)
        {
            _routing.Run(options, reader);
        }

        return pattern is null ? null : options;
    }

    private ModelOptions Fields(ObjectReader reader, string name, IReadOnlyList<TargetOptions> targets, ModelPattern pattern)
    {
        var timeouts = TimeoutReader.Read(reader.Object(nameof(ModelOptions.Timeouts)));
        var options = new ModelOptions
        {
            Name = name,
            Targets = targets,
            Timeouts = timeouts,
            KeepAlive = reader.Duration(nameof(ModelOptions.KeepAlive), Defaults.KeepAlive, zeroIsOff: true),
            Strict = reader.Bool(nameof(ModelOptions.Strict), Defaults.Strict),
            Strategy = reader.Choice<RoutingStrategy>(nameof(ModelOptions.Strategy)) ?? Defaults.Strategy,
            MaxRetries = (int)reader.Number(nameof(ModelOptions.MaxRetries), Defaults.MaxRetries, 0, MostRetries),
            MaxAttempts = (int)reader.Number(nameof(ModelOptions.MaxAttempts), Defaults.MaxAttempts, 1, MostAttempts),
            RetryDelay = reader.Duration(nameof(ModelOptions.RetryDelay), Defaults.RetryDelay, zeroIsOff: true),
            RetryAfterCap = reader.Duration(nameof(ModelOptions.RetryAfterCap), Defaults.RetryAfterCap, zeroIsOff: true),
            Stream = StreamOptionsReader.Read(reader, nameof(ModelOptions.Stream)),
            Fallbacks = _fallbacks.Read(reader.Object(nameof(ModelOptions.Fallbacks)), pattern, targets),
            CallerFallbacks = reader.Bool(nameof(ModelOptions.CallerFallbacks), Defaults.CallerFallbacks),
            Hedge = HedgeReader.Read(reader, nameof(ModelOptions.Hedge), timeouts),
            Mirror = _mirrors.Read(reader, nameof(ModelOptions.Mirror), pattern),
            Affinity = reader.Bool(nameof(ModelOptions.Affinity), Defaults.Affinity),
            RequireCapabilities = reader.Bool(nameof(ModelOptions.RequireCapabilities), Defaults.RequireCapabilities),
        };
        NotBeyondTotal(nameof(ModelOptions.KeepAlive), options.KeepAlive, "so it would never come to one. `0s` turns keep-alives off.");
        NotBeyondTotal(nameof(ModelOptions.RetryDelay), options.RetryDelay, "so the request would end during its first pause.");
        NotBeyondTotal(nameof(ModelOptions.RetryAfterCap), options.RetryAfterCap, "so the request would end before the wait does.");
        return options;

        void NotBeyondTotal(string field, TimeSpan value, string consequence)
        {
            if (value > timeouts.Total && reader.Has(field))
            {
                reader.Error(field, $"This is longer than Timeouts:Total, {consequence}");
            }
        }
    }

    private ModelPattern? CheckName(string path, string name)
    {
        var problem = Names.ProblemOfModel(name);
        if (problem is null)
        {
            return new ModelPattern(name);
        }

        _problems.Add(path, problem);
        return null;
    }
}
