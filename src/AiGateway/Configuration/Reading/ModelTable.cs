namespace AiGateway.Configuration.Reading;

/// <summary>All model names: the operator's, and the usual families of the providers that exist.</summary>
internal sealed class ModelTable(ProviderTable providers, ProblemList problems)
{
    private readonly Dictionary<string, ModelOptions> _models = new(StringComparer.Ordinal);

    /// <summary>Every name and pattern there is.</summary>
    public IReadOnlyList<ModelPattern> Patterns => [.. _models.Keys.Select(name => new ModelPattern(name))];

    /// <summary>Reads the operator's entries and adds the ready-made names.</summary>
    public void Read(IReadOnlyList<ConfigNode> entries)
    {
        var reader = new ModelReader(problems);
        var paths = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            if (reader.Read(entry) is not { } model)
            {
                continue;
            }

            if (!_models.TryAdd(model.Name, model))
            {
                problems.Add(entry.Path, $"The model `{model.Name}` is defined twice; the other one is {paths[model.Name]}.");
                continue;
            }

            paths[model.Name] = entry.Path;
        }

        CheckProviders(reader.TargetPaths);
        foreach (var ready in ReadyMade.Providers.Where(p => providers.Has(p.Name)))
        {
            foreach (var name in ready.Models)
            {
                _models.TryAdd(name, new ModelOptions { Name = name, Targets = [new TargetOptions { Provider = ready.Name, UpstreamModel = "*" }] });
            }
        }
    }

    /// <summary>The models, sorted by name.</summary>
    public IReadOnlyDictionary<string, ModelOptions> Build() => Tables.Freeze(_models, StringComparer.Ordinal);

    private void CheckProviders(IReadOnlyDictionary<TargetOptions, string> paths)
    {
        foreach (var model in _models.Values)
        {
            foreach (var target in model.Targets.Where(t => !providers.Has(t.Provider)))
            {
                var isAlias = _models.ContainsKey(target.Provider) || _models.ContainsKey($"{target.Provider}/{target.UpstreamModel}");
                problems.Add(
                    paths[target],
                    (isAlias ? "A model name cannot stand for another model name; name the provider here. " : "") + providers.Missing(target.Provider));
            }
        }
    }
}
