namespace AiGateway.Configuration.Reading;

/// <summary>All model names: the operator's, and the usual families of the providers that exist.</summary>
internal sealed class ModelTable
{
    private readonly Dictionary<string, ModelOptions> _models = new(StringComparer.Ordinal);
    private readonly ProviderTable _providers;
    private readonly ProblemList _problems;
    private readonly ModelReader _reader;
    private readonly ModelCheck _check;

    /// <summary>Makes an empty table.</summary>
    public ModelTable(ReaderEnvironment environment, ProviderTable providers, ProblemList problems)
    {
        _providers = providers;
        _problems = problems;
        _reader = new ModelReader(problems);
        _check = new ModelCheck(providers, environment.IsPriced, _reader.Places, problems);
    }

    /// <summary>Every name and pattern there is.</summary>
    public IReadOnlyList<ModelPattern> Patterns => [.. _models.Keys.Select(name => new ModelPattern(name))];

    /// <summary>Reads the operator's entries and adds the ready-made names.</summary>
    public void Read(IReadOnlyList<ConfigNode> entries)
    {
        var paths = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            if (_reader.Read(entry) is not { } model)
            {
                continue;
            }

            if (!_models.TryAdd(model.Name, model))
            {
                _problems.Add(entry.Path, $"The model `{model.Name}` is defined twice; the other one is {paths[model.Name]}.");
                continue;
            }

            paths[model.Name] = entry.Path;
        }

        foreach (var model in _models.Values)
        {
            _check.Providers(model, _models.ContainsKey);
            _check.Routing(model, paths[model.Name]);
        }

        foreach (var ready in ReadyMade.Providers.Where(p => _providers.Has(p.Name)))
        {
            foreach (var name in ready.Models)
            {
                _models.TryAdd(name, new ModelOptions { Name = name, Targets = [new TargetOptions { Provider = ready.Name, UpstreamModel = "*" }] });
            }
        }
    }

    /// <summary>Reports conditions that name a caller's key or team that does not exist.</summary>
    /// <param name="keys">The id of every key, sound or not.</param>
    /// <param name="teams">The id of every team, sound or not.</param>
    /// <param name="hasStore">Whether there may be more of both in the store.</param>
    public void CheckCallers(IReadOnlyCollection<string> keys, IReadOnlyCollection<string> teams, bool hasStore)
    {
        foreach (var model in _models.Values)
        {
            _check.Keys(model, keys, hasStore);
            if (!hasStore)
            {
                _check.Teams(model, teams);
            }
        }
    }

    /// <summary>The models, sorted by name.</summary>
    public IReadOnlyDictionary<string, ModelOptions> Build() => Tables.Freeze(_models, StringComparer.Ordinal);
}
