namespace AiGateway.Configuration.Reading;

/// <summary>All providers: the operator's, and the ready-made ones that no entry of the operator's replaces.</summary>
internal sealed class ProviderTable(ReaderEnvironment environment, ProblemList problems)
{
    private readonly Dictionary<string, ProviderOptions> _providers = new(StringComparer.OrdinalIgnoreCase);

    // Unsound entries count as names too, or each of their models would be reported as well.
    private readonly SortedSet<string> _names = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Every provider's name, sound or not.</summary>
    public IReadOnlyCollection<string> Names => _names;

    /// <summary>Whether there is a provider of that name, sound or not.</summary>
    public bool Has(string name) => _names.Contains(name);

    /// <summary>The provider of that name, or <see langword="null"/> where there is none or it could not be read.</summary>
    public ProviderOptions? Find(string name) => _providers.GetValueOrDefault(name);

    /// <summary>Reads the operator's entries and adds the ready-made providers.</summary>
    public void Read(IReadOnlyList<ConfigNode> entries, ProviderReader reader)
    {
        foreach (var entry in entries)
        {
            _names.Add(entry.Key);
            if (reader.Read(entry) is { } provider)
            {
                _providers[provider.Name] = provider;
            }
        }

        foreach (var ready in ReadyMade.Providers)
        {
            if (!_names.Contains(ready.Name) && Make(ready) is { } provider)
            {
                _names.Add(ready.Name);
                _providers[ready.Name] = provider;
            }
        }
    }

    /// <summary>What is to be said of a provider that does not exist.</summary>
    public string Missing(string name)
    {
        // A slip of the pen may be meant for a ready-made provider whose key is missing.
        var near = Suggestions.Nearest(name, _names) is null ? Suggestions.Nearest(name, ReadyMade.Providers.Select(p => p.Name)) : null;
        var ready = ReadyMade.Providers.FirstOrDefault(p => p.Name == near);
        var advice = ready is null
            ? ""
            : (name.Equals(near, StringComparison.OrdinalIgnoreCase) ? "" : $"Did you mean `{near}`? ")
                + $"Set {string.Join(" or ", ready.KeyVariables)} in the environment, or add it under Gateway:Providers. ";
        return $"There is no provider {Quote.Of(name)}. {advice}{Suggestions.Sentence(name, _names, "Providers")}";
    }

    /// <summary>The providers, sorted by name.</summary>
    public IReadOnlyDictionary<string, ProviderOptions> Build() => Tables.Freeze(_providers, StringComparer.OrdinalIgnoreCase);

    private ProviderOptions? Make(ReadyMadeProvider ready)
    {
        if (ready.KeyVariables.Count == 0)
        {
            return new ProviderOptions { Name = ready.Name, Type = ready.Type };
        }

        // Container files often pass variables on that are empty; here that means "not set".
        var variable = ready.KeyVariables.FirstOrDefault(v => !string.IsNullOrEmpty(environment.Variable(v)));
        if (variable is null)
        {
            return null;
        }

        var secret = new SecretReader(environment, problems).Read(variable, $"env:{variable}");
        return secret is null ? null : new ProviderOptions
        {
            Name = ready.Name,
            Type = ready.Type,
            Preset = ready.Preset,
            ApiKeys = [new ApiKeyOptions { Value = secret }],
        };
    }
}
