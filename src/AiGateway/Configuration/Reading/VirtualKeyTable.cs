namespace AiGateway.Configuration.Reading;

/// <summary>All virtual keys: the operator's, and the one in the environment.</summary>
internal sealed class VirtualKeyTable(ReaderEnvironment environment, VirtualKeyReader reader, ProblemList problems)
{
    private readonly Dictionary<string, VirtualKeyOptions> _keys = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, ConfigNode> _entries = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The id of every key, sound or not.</summary>
    public IReadOnlyCollection<string> Ids => [.. _entries.Keys.Union(_keys.Keys, StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase)];

    /// <summary>Reads the operator's entries and adds the environment's key.</summary>
    public void Read(IReadOnlyList<ConfigNode> entries)
    {
        foreach (var entry in entries)
        {
            _entries[entry.Key] = entry;
            if (reader.Read(entry) is { } key)
            {
                Add(entry.Path, key);
            }
        }

        AddFromEnvironment();
    }

    /// <summary>Reports the names in the keys' lists that nothing answers to, since a misspelt one would lock its holder out without a word.</summary>
    /// <param name="models">Every configured name and pattern.</param>
    /// <param name="directProviders">The providers that may be asked directly.</param>
    public void CheckModels(IReadOnlyList<ModelPattern> models, IReadOnlyCollection<string> directProviders)
    {
        List<ModelPattern> known = [.. models, .. directProviders.Where(p => Names.ProblemOfEntry(p) is null).Select(p => new ModelPattern($"{p}/*"))];
        foreach (var key in _keys.Values.Where(k => k.Models.Count > 0))
        {
            foreach (var name in key.Models)
            {
                if (!known.Any(new ModelPattern(name).Overlaps))
                {
                    problems.Add(
                        $"{_entries[key.Id].Path}:{nameof(VirtualKeyOptions.Models)}",
                        $"No model is called `{name}`, so this allows nothing. {Suggestions.Sentence(name, [.. models.Select(m => m.Text)], "Models")}");
                }
            }
        }
    }

    /// <summary>The keys, sorted by id.</summary>
    public IReadOnlyDictionary<string, VirtualKeyOptions> Build() => Tables.Freeze(_keys, StringComparer.OrdinalIgnoreCase);

    private void Add(string path, VirtualKeyOptions key)
    {
        if (_keys.Values.FirstOrDefault(k => k.Value.Equals(key.Value)) is { } twin)
        {
            problems.Add(path, $"The key has the same value as `{twin.Id}`, so nobody could tell who is calling.");
        }

        _keys[key.Id] = key;
    }

    private void AddFromEnvironment()
    {
        const string Id = ReadyMade.VirtualKeyVariable;
        if (environment.Variable(Id) is null)
        {
            return;
        }

        if (_entries.TryGetValue(Id, out var entry))
        {
            problems.Add(entry.Path, $"The environment variable {Id} defines a key with this very id. Rename one, or unset the other.");
            return;
        }

        // Set but empty is an error here, unlike a provider's variable: somebody meant to guard the gateway and does not.
        if (new SecretReader(environment, problems).Read(Id, $"env:{Id}") is { } value && reader.IsStrong(Id, value))
        {
            Add(Id, new VirtualKeyOptions { Id = Id, Value = value });
        }
    }
}
