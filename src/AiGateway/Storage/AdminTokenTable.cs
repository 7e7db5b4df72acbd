namespace AiGateway.Storage;

/// <summary>The tokens for the admin API.</summary>
internal sealed class AdminTokenTable(StoreCalls calls) : ItemTable<StoredAdminToken, AdminTokenRow>(calls, Shape)
{
    private static readonly TableShape Shape = new("admin_tokens", "id", "name", "role", "pepper_id", "digest", "is_bootstrap", "expires_at", "enabled");

    /// <summary>A page of the tokens that a filter lets through, by id.</summary>
    public Task<Page<StoredAdminToken>> ListAsync(AdminTokenFilter filter, PageRequest page) =>
        PageAsync(new Conditions(Calls.Dialect).Is("role", filter.Role?.ToString()).Is("enabled", filter.Enabled).Contain("id", "name", filter.Search), page);

    /// <summary>How many tokens there are with which everything may be done: enabled, not expired, and not the bootstrap token.</summary>
    public Task<long> CountAdminsAsync() => Calls.NumberAsync(
        "SELECT count(*) FROM admin_tokens WHERE role = @role AND enabled = 1 AND is_bootstrap = 0 AND (expires_at IS NULL OR expires_at > @now)",
        new { role = nameof(AdminRole.Admin), now = UnixTime.From(Calls.Time.GetUtcNow()) });

    /// <summary>The peppers of tokens that have not ended.</summary>
    public Task<IReadOnlyList<string>> PepperIdsAsync() => Calls.ListAsync<string>(
        "SELECT DISTINCT pepper_id FROM admin_tokens WHERE expires_at IS NULL OR expires_at > @now",
        new { now = UnixTime.From(Calls.Time.GetUtcNow()) });

    /// <inheritdoc/>
    protected override string IdOf(StoredAdminToken item) => item.Id;

    /// <inheritdoc/>
    protected override AdminTokenRow ToRow(StoredAdminToken item) => new()
    {
        Id = item.Id,
        Name = item.Name,
        Role = item.Role.ToString(),
        PepperId = item.PepperId,
        Digest = item.Digest,
        IsBootstrap = item.IsBootstrap ? 1 : 0,
        ExpiresAt = UnixTime.From(item.ExpiresAt),
        Enabled = item.Enabled ? 1 : 0,
        CreatedAt = UnixTime.From(item.CreatedAt),
        UpdatedAt = UnixTime.From(item.UpdatedAt),
        Version = item.Version,
    };

    /// <inheritdoc/>
    protected override StoredAdminToken FromRow(AdminTokenRow row) => new()
    {
        Id = row.Id,
        Name = row.Name,
        Role = Enum.Parse<AdminRole>(row.Role),
        PepperId = row.PepperId,
        Digest = row.Digest,
        IsBootstrap = row.IsBootstrap != 0,
        ExpiresAt = UnixTime.To(row.ExpiresAt),
        Enabled = row.Enabled != 0,
        CreatedAt = UnixTime.To(row.CreatedAt),
        UpdatedAt = UnixTime.To(row.UpdatedAt),
        Version = row.Version,
    };

    /// <inheritdoc/>
    protected override IEnumerable<string?> TextsOf(AdminTokenRow row) => [row.Id, row.Name, row.PepperId];
}
