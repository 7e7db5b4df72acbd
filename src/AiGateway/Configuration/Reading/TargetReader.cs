namespace AiGateway.Configuration.Reading;

/// <summary>Reads the targets of a model. Whether their providers exist is checked when all are known.</summary>
internal sealed class TargetReader(ProblemList problems)
{
    /// <summary>The field of the long form that holds <c>provider/model</c>.</summary>
    public const string ModelField = "Model";

    private const int HeaviestWeight = 1_000_000;
    private const int HighestTier = 1_000;
    private static readonly string[] Sharing = [nameof(TargetOptions.Weight), nameof(TargetOptions.Tier), nameof(TargetOptions.Canary)];
    private readonly ConditionReader _conditions = new(problems);
    private readonly CapabilityReader _capabilities = new(problems);
    private readonly Dictionary<TargetOptions, TargetPlace> _places = new(ReferenceEqualityComparer.Instance);

    /// <summary>Where each target read so far stands in the configuration.</summary>
    public IReadOnlyDictionary<TargetOptions, TargetPlace> Places => _places;

    /// <summary>Whether both are the same model at the same provider.</summary>
    public static bool IsSameDeployment(TargetOptions a, TargetOptions b) =>
        string.Equals(a.Provider, b.Provider, StringComparison.OrdinalIgnoreCase)
        && string.Equals(a.UpstreamModel, b.UpstreamModel, StringComparison.Ordinal);

    /// <summary>Reads a list of targets, short and long forms mixed.</summary>
    public IReadOnlyList<TargetOptions> Read(IReadOnlyList<ConfigNode> entries, ModelPattern pattern, TargetRole role)
    {
        var targets = new List<TargetOptions>(entries.Count);
        foreach (var entry in entries)
        {
            if (Read(entry, pattern, role) is not { } target)
            {
                continue;
            }

            if (targets.Any(t => IsSameDeployment(t, target)))
            {
                var advice = role == TargetRole.Pool ? "For a larger share raise its Weight." : "It is asked once in any case: remove one.";
                problems.Add(entry.Path, $"The target `{target.Provider}/{target.UpstreamModel}` is given twice. {advice}");
            }

            targets.Add(target);
        }

        return targets;
    }

    /// <summary>Reads one target in either form.</summary>
    public TargetOptions? Read(ConfigNode entry, ModelPattern pattern, TargetRole role) =>
        entry.Children.Count == 0 ? Read(entry.Path, entry.Value!, pattern) : Long(entry, pattern, role);

    /// <summary>Reads the short form <c>provider/model</c>.</summary>
    public TargetOptions? Read(string path, string text, ModelPattern pattern)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0 || slash == text.Length - 1)
        {
            problems.Add(path, $"{Quote.Of(text)} is no target: write provider/model. A model name cannot stand for another model name; name its provider here.");
            return null;
        }

        var target = new TargetOptions { Provider = text[..slash], UpstreamModel = text[(slash + 1)..] };
        var problem = Names.ProblemOfModel(target.UpstreamModel);
        if (problem is null && pattern.IsExact && target.UpstreamModel.Contains('*', StringComparison.Ordinal))
        {
            problem = $"The target has a `*` but the name `{pattern.Text}` has none, so there is nothing it could stand for.";
        }

        if (problem is not null)
        {
            problems.Add(path, problem);
            return null;
        }

        _places[target] = new TargetPlace(path, path);
        return target;
    }

    private TargetOptions? Long(ConfigNode entry, ModelPattern pattern, TargetRole role)
    {
        var reader = new ObjectReader(entry, problems);
        var text = reader.Text(ModelField);
        var (weight, tier, canary) = role == TargetRole.Pool ? Share(reader) : (1, 1, null);
        var condition = _conditions.Read(reader.Object(nameof(TargetOptions.When)));
        var context = reader.Count(nameof(TargetOptions.ContextTokens));
        var capabilities = _capabilities.Read(reader.List(nameof(TargetOptions.Capabilities)));
        var price = PriceReader.Read(reader, nameof(TargetOptions.Price));
        reader.RefuseUnknown(child => role == TargetRole.Pool ? null : WithoutEffect(child, role));
        if (text is null)
        {
            if (!reader.Has(ModelField))
            {
                reader.Error(ModelField, "A target needs its Model, written provider/model.");
            }

            return null;
        }

        if (Read(reader.PathOf(ModelField), text, pattern) is not { } plain)
        {
            return null;
        }

        var target = plain with
        {
            Weight = weight,
            Tier = tier,
            Canary = canary,
            When = reader.Has(nameof(TargetOptions.When)) ? condition : null,
            ContextTokens = context,
            // An empty list says that the model has none of them.
            Capabilities = reader.Has(nameof(TargetOptions.Capabilities)) ? capabilities : null,
            Price = price,
        };
        _places[target] = new TargetPlace(entry.Path, reader.PathOf(ModelField));
        return target;
    }

    private static (int Weight, int Tier, double? Canary) Share(ObjectReader reader)
    {
        var weight = (int)reader.Number(nameof(TargetOptions.Weight), 1, 1, HeaviestWeight);
        var tier = (int)reader.Number(nameof(TargetOptions.Tier), 1, 1, HighestTier);
        var canary = reader.Fraction(nameof(TargetOptions.Canary), 0, Bounds.Between);
        return (weight, tier, canary == 0 ? null : canary);
    }

    private static string? WithoutEffect(ConfigNode child, TargetRole role)
    {
        if (!Sharing.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
        {
            return null;
        }

        return role == TargetRole.Fallback
            ? "Fallbacks are asked in the order of their list, so this would have no effect here. It is for the model's own Targets."
            : "A mirror shares its requests with no other target, so this would have no effect here. How many are copied is the mirror's Share.";
    }
}
