namespace AiGateway.Storage;

/// <summary>The users.</summary>
internal sealed class UserTable(StoreCalls calls) : ItemTable<StoredUser, UserRow>(calls, Shape)
{
    private static readonly TableShape Shape = new("users", "id", "name", "team", "models", "tags", "enabled");

    /// <summary>A page of the users that a filter lets through, by id.</summary>
    public Task<Page<StoredUser>> ListAsync(UserFilter filter, PageRequest page) =>
        PageAsync(new Conditions(Calls.Dialect).Is("team", filter.Team).Is("enabled", filter.Enabled).Contain("id", "name", filter.Search), page);

    /// <summary>All users, by id.</summary>
    public Task<IReadOnlyList<StoredUser>> LoadAsync() => AllAsync();

    /// <inheritdoc/>
    protected override string IdOf(StoredUser item) => item.Id;

    /// <inheritdoc/>
    protected override UserRow ToRow(StoredUser item) => new()
    {
        Id = item.Id,
        Name = item.Name,
        Team = item.Team,
        Models = JsonTexts.From(item.Models),
        Tags = JsonTexts.From(item.Tags),
        Enabled = item.Enabled ? 1 : 0,
        CreatedAt = UnixTime.From(item.CreatedAt),
        UpdatedAt = UnixTime.From(item.UpdatedAt),
        Version = item.Version,
    };

    /// <inheritdoc/>
    protected override StoredUser FromRow(UserRow row) => new()
    {
        Id = row.Id,
        Name = row.Name,
        Team = row.Team,
        Models = JsonTexts.To(row.Models),
        Tags = JsonTexts.To(row.Tags),
        Enabled = row.Enabled != 0,
        CreatedAt = UnixTime.To(row.CreatedAt),
        UpdatedAt = UnixTime.To(row.UpdatedAt),
        Version = row.Version,
    };

    /// <inheritdoc/>
    protected override IEnumerable<string?> TextsOf(UserRow row) => [row.Id, row.Name, row.Team, row.Models, row.Tags];
}
