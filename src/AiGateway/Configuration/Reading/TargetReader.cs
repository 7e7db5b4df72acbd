namespace AiGateway.Configuration.Reading;

/// <summary>Reads the targets of a model. Whether their providers exist is checked when all are known.</summary>
internal sealed class TargetReader(ProblemList problems)
{
    /// <summary>The field of the long form that holds <c>provider/model</c>.</summary>
    public const string ModelField = "Model";

    private const int HeaviestWeight = 1_000_000;
    private const int HighestTier = 1_000;
    private readonly Dictionary<TargetOptions, string> _paths = new(ReferenceEqualityComparer.Instance);

    /// <summary>Where each target read so far stands in the configuration.</summary>
    public IReadOnlyDictionary<TargetOptions, string> Paths => _paths;

    /// <summary>Reads a list of targets, short and long forms mixed.</summary>
    public IReadOnlyList<TargetOptions> Read(IReadOnlyList<ConfigNode> entries, ModelPattern pattern)
    {
        var targets = new List<TargetOptions>(entries.Count);
        foreach (var entry in entries)
        {
            if ((entry.Children.Count == 0 ? Read(entry.Path, entry.Value!, pattern) : Long(entry, pattern)) is not { } target)
            {
                continue;
            }

            if (targets.Any(t => IsSameDeployment(t, target)))
            {
                problems.Add(entry.Path, $"The target `{target.Provider}/{target.UpstreamModel}` is given twice. For a larger share raise its Weight.");
            }

            targets.Add(target);
        }

        return targets;
    }

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

        _paths[target] = path;
        return target;
    }

    private TargetOptions? Long(ConfigNode entry, ModelPattern pattern)
    {
        var reader = new ObjectReader(entry, problems);
        var text = reader.Text(ModelField);
        var weight = (int)reader.Number(nameof(TargetOptions.Weight), 1, 1, HeaviestWeight);
        var tier = (int)reader.Number(nameof(TargetOptions.Tier), 1, 1, HighestTier);
        reader.RefuseUnknown();
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

        var target = plain with { Weight = weight, Tier = tier };
        _paths[target] = _paths[plain];
        return target;
    }

    private static bool IsSameDeployment(TargetOptions a, TargetOptions b) =>
        string.Equals(a.Provider, b.Provider, StringComparison.OrdinalIgnoreCase)
        && string.Equals(a.UpstreamModel, b.UpstreamModel, StringComparison.Ordinal);
}
