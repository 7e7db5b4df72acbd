namespace AiGateway.Configuration.Reading;

/// <summary>Reads one team.</summary>
internal sealed class TeamReader(ProblemList problems)
{
    /// <summary>Reads an entry of <c>Teams</c>; <see langword="null"/> where it has no usable id.</summary>
    public TeamOptions? Read(ConfigNode entry)
    {
        if (Names.ProblemOfEntry(entry.Key) is { } problem)
        {
            problems.Add(entry.Path, problem);
            return null;
        }

        if (!Shapes.IsObject(entry, problems))
        {
            return null;
        }

        var defaults = new TeamOptions { Id = entry.Key };
        var reader = new ObjectReader(entry, problems);
        var team = defaults with
        {
            Models = TextLists.Read(reader.List(nameof(TeamOptions.Models)), problems, StringComparer.Ordinal, Names.ProblemOfModel),
            Tags = TextLists.Read(reader.List(nameof(TeamOptions.Tags)), problems, StringComparer.Ordinal, TextLists.ProblemOfTag),
            Enabled = reader.Bool(nameof(TeamOptions.Enabled), defaults.Enabled),
        };
        reader.RefuseUnknown();
        return team;
    }
}
