namespace AiGateway.Configuration.Reading;

/// <summary>All teams of the configuration; the store may have more.</summary>
internal sealed class TeamTable(TeamReader reader)
{
    private readonly Dictionary<string, TeamOptions> _teams = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _paths = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The id of every team, sound or not.</summary>
    public IReadOnlyCollection<string> Ids => _paths.Keys;

    /// <summary>The team of that id, or <see langword="null"/> where there is none or it could not be read.</summary>
    public TeamOptions? Find(string id) => _teams.GetValueOrDefault(id);

    /// <summary>Reads the operator's entries.</summary>
    public void Read(IReadOnlyList<ConfigNode> entries)
    {
        foreach (var entry in entries)
        {
            _paths[entry.Key] = entry.Path;
            if (reader.Read(entry) is { } team)
            {
                _teams[team.Id] = team;
            }
        }
    }

    /// <summary>Reports the names in the teams' lists that nothing answers to.</summary>
    public void CheckModels(KnownModels known)
    {
        foreach (var team in _teams.Values)
        {
            known.Check($"{_paths[team.Id]}:{nameof(TeamOptions.Models)}", team.Models);
        }
    }

    /// <summary>The teams, sorted by id.</summary>
    public IReadOnlyDictionary<string, TeamOptions> Build() => Tables.Freeze(_teams, StringComparer.OrdinalIgnoreCase);
}
