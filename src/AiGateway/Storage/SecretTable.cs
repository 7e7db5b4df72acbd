namespace AiGateway.Storage;

/// <summary>The providers' secrets, encrypted.</summary>
internal sealed class SecretTable(StoreCalls calls) : ItemTable<StoredSecret, SecretRow>(calls, Shape)
{
    private static readonly TableShape Shape = new("provider_secrets", "name", "master_key_id", "box", "note");

    /// <summary>A page of the secrets that a filter lets through, by name.</summary>
    public Task<Page<StoredSecret>> ListAsync(SecretFilter filter, PageRequest page) =>
        PageAsync(new Conditions(Calls.Dialect).Is("master_key_id", filter.MasterKeyId).Contain("name", "note", filter.Search), page);

    /// <summary>All secrets, by name.</summary>
    public Task<IReadOnlyList<StoredSecret>> LoadAsync() => AllAsync();

    /// <inheritdoc/>
    protected override string IdOf(StoredSecret item) => item.Name;

    /// <inheritdoc/>
    protected override SecretRow ToRow(StoredSecret item) => new()
    {
        Name = item.Name,
        MasterKeyId = item.MasterKeyId,
        Box = item.Box,
        Note = item.Note,
        CreatedAt = UnixTime.From(item.CreatedAt),
        UpdatedAt = UnixTime.From(item.UpdatedAt),
        Version = item.Version,
    };

    /// <inheritdoc/>
    protected override StoredSecret FromRow(SecretRow row) => new()
    {
        Name = row.Name,
        MasterKeyId = row.MasterKeyId,
        Box = row.Box,
        Note = row.Note,
        CreatedAt = UnixTime.To(row.CreatedAt),
        UpdatedAt = UnixTime.To(row.UpdatedAt),
        Version = row.Version,
    };

    /// <inheritdoc/>
    protected override IEnumerable<string?> TextsOf(SecretRow row) => [row.Name, row.MasterKeyId, row.Note];
}
