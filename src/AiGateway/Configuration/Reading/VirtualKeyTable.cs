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
    public void CheckModels(KnownModels known)
    {
        foreach (var key in _keys.Values.Where(k => k.Models.Count > 0))
        {
            known.Check(PathOf(key, nameof(VirtualKeyOptions.Models)), key.Models);
        }
    }

    /// <summary>Reports teams that do not exist, and names that a key's team does not allow.</summary>
    /// <param name="teams">The configuration's teams.</param>
    /// <param name="hasStore">Whether there is a store, which may have more.</param>
    public void CheckTeams(TeamTable teams, bool hasStore)
    {
        foreach (var key in _keys.Values.Where(k => k.Team is not null))
        {
            if (!hasStore && !teams.Ids.Contains(key.Team!, StringComparer.OrdinalIgnoreCase))
            {
                problems.Add(
                    PathOf(key, nameof(VirtualKeyOptions.Team)),
                    $"There is no team {Quote.Of(key.Team!)}. " + (teams.Ids.Count == 0 ? "None is configured." : Suggestions.Sentence(key.Team!, teams.Ids, "Teams")));
            }
            else if (teams.Find(key.Team!) is { Models.Count: > 0 } team)
            {
                CheckWithin(key, team);
            }
        }
    }

    /// <summary>Reports hashes made under a pepper that is not there, which no key could ever match.</summary>
    /// <param name="hasPepper">Whether there is a pepper of an id.</param>
    /// <param name="peppers">The ids of all peppers.</param>
    public void CheckPeppers(Func<string, bool> hasPepper, IReadOnlyCollection<string> peppers)
    {
        foreach (var key in _keys.Values)
        {
            if (key.Hash is not null && KeyHash.TryRead(key.Hash, out var hash) && !hasPepper(hash.PepperId))
            {
                problems.Add(
                    PathOf(key, nameof(VirtualKeyOptions.Hash)),
                    $"The hash was made under the pepper {Quote.Of(hash.PepperId)}, which is not there. "
                    + (peppers.Count == 0 ? "None is." : Suggestions.Sentence(hash.PepperId, peppers, "Peppers")));
            }
        }
    }

    /// <summary>The keys, sorted by id.</summary>
    public IReadOnlyDictionary<string, VirtualKeyOptions> Build() => Tables.Freeze(_keys, StringComparer.OrdinalIgnoreCase);

    private string PathOf(VirtualKeyOptions key, string field) => $"{_entries[key.Id].Path}:{field}";

    private void CheckWithin(VirtualKeyOptions key, TeamOptions team)
    {
        var allowed = team.Models.Select(static model => new ModelPattern(model)).ToArray();
        foreach (var name in key.Models.Where(name => !allowed.Any(new ModelPattern(name).Overlaps)))
        {
            problems.Add(
                PathOf(key, nameof(VirtualKeyOptions.Models)),
                $"The team `{team.Id}` may not use `{name}`, so this allows nothing. The team's models: {string.Join(", ", team.Models)}.");
        }
    }

    private void Add(string path, VirtualKeyOptions key)
    {
        if (_keys.Values.FirstOrDefault(k => IsSame(k, key)) is { } twin)
        {
            problems.Add(path, $"The key has the same value as `{twin.Id}`, so nobody could tell who is calling.");
        }

        _keys[key.Id] = key;
    }

    private static bool IsSame(VirtualKeyOptions one, VirtualKeyOptions other) =>
        (one.Value is not null && one.Value.Equals(other.Value))
        || (one.Hash is not null && other.Hash is not null && KeyHash.TryRead(one.Hash, out var a) && KeyHash.TryRead(other.Hash, out var b) && a.PublicId == b.PublicId);

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
