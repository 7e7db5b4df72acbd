namespace AiGateway.Storage;

/// <summary>The teams.</summary>
internal sealed class TeamTable(StoreCalls calls) : ItemTable<StoredTeam, TeamRow>(calls, Shape)
{
    private static readonly TableShape Shape = new("teams", "id", "name", "models", "tags", "enabled");

    /// <summary>A page of the teams that a filter lets through, by id.</summary>
    public Task<Page<StoredTeam>> ListAsync(TeamFilter filter, PageRequest page) =>
        PageAsync(new Conditions(Calls.Dialect).Is("enabled", filter.Enabled).Contain("id", "name", filter.Search), page);

    /// <summary>All teams, by id.</summary>
    public Task<IReadOnlyList<StoredTeam>> LoadAsync() => AllAsync();

    /// <inheritdoc/>
    protected override string IdOf(StoredTeam item) => item.Id;

    /// <inheritdoc/>
    protected override TeamRow ToRow(StoredTeam item) => new()
    {
        Id = item.Id,
        Name = item.Name,
        Models = JsonTexts.From(item.Models),
        Tags = JsonTexts.From(item.Tags),
        Enabled = item.Enabled ? 1 : 0,
        CreatedAt = UnixTime.From(item.CreatedAt),
        UpdatedAt = UnixTime.From(item.UpdatedAt),
        Version = item.Version,
    };

    /// <inheritdoc/>
    protected override StoredTeam FromRow(TeamRow row) => new()
    {
        Id = row.Id,
        Name = row.Name,
        Models = JsonTexts.To(row.Models),
        Tags = JsonTexts.To(row.Tags),
        Enabled = row.Enabled != 0,
        CreatedAt = UnixTime.To(row.CreatedAt),
        UpdatedAt = UnixTime.To(row.UpdatedAt),
        Version = row.Version,
    };

    /// <inheritdoc/>
    protected override IEnumerable<string?> TextsOf(TeamRow row) => [row.Id, row.Name, row.Models, row.Tags];
}
