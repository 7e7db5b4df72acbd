namespace AiGateway.Storage;

/// <summary>The virtual keys.</summary>
internal sealed class KeyTable(StoreCalls calls) : ItemTable<StoredKey, KeyRow>(calls, Shape)
{
    private static readonly TableShape Shape = new(
        "virtual_keys", "id", "name", "team", "user_id", "tags", "models", "surfaces", "networks", "expires_at", "enabled", "revoked_at",
        "pepper_id", "digest", "previous_pepper_id", "previous_digest", "previous_until");

    /// <summary>A page of the keys that a filter lets through, by id.</summary>
    public Task<Page<StoredKey>> ListAsync(KeyFilter filter, PageRequest page) => PageAsync(
        new Conditions(Calls.Dialect)
            .Is("team", filter.Team).Is("user_id", filter.User).Has("tags", filter.Tag).Is("enabled", filter.Enabled)
            .IsGiven("revoked_at", filter.Revoked).Contain("id", "name", filter.Search),
        page);

    /// <summary>All keys, or as many as are wanted, by id.</summary>
    public Task<IReadOnlyList<StoredKey>> LoadAsync(int most) => AllAsync(most);

    /// <summary>The peppers of keys that may still be used, those of keys before a rotation while these count too.</summary>
    public Task<IReadOnlyList<string>> PepperIdsAsync() => Calls.ListAsync<string>(
        """
        SELECT pepper_id FROM virtual_keys WHERE revoked_at IS NULL AND (expires_at IS NULL OR expires_at > @now)
        UNION SELECT previous_pepper_id FROM virtual_keys
            WHERE revoked_at IS NULL AND (expires_at IS NULL OR expires_at > @now) AND previous_pepper_id IS NOT NULL AND previous_until > @now
        """,
        new { now = UnixTime.From(Calls.Time.GetUtcNow()) });

    /// <inheritdoc/>
    protected override string IdOf(StoredKey item) => item.Id;

    /// <inheritdoc/>
    protected override KeyRow ToRow(StoredKey item) => new()
    {
        Id = item.Id,
        Name = item.Name,
        Team = item.Team,
        UserId = item.User,
        Tags = JsonTexts.From(item.Tags),
        Models = JsonTexts.From(item.Models),
        Surfaces = JsonTexts.From(item.Surfaces),
        Networks = JsonTexts.From(item.Networks),
        ExpiresAt = UnixTime.From(item.ExpiresAt),
        Enabled = item.Enabled ? 1 : 0,
        RevokedAt = UnixTime.From(item.RevokedAt),
        PepperId = item.PepperId,
        Digest = item.Digest,
        PreviousPepperId = item.PreviousPepperId,
        PreviousDigest = item.PreviousDigest,
        PreviousUntil = UnixTime.From(item.PreviousUntil),
        CreatedAt = UnixTime.From(item.CreatedAt),
        UpdatedAt = UnixTime.From(item.UpdatedAt),
        Version = item.Version,
    };

    /// <inheritdoc/>
    protected override StoredKey FromRow(KeyRow row) => new()
    {
        Id = row.Id,
        Name = row.Name,
        Team = row.Team,
        User = row.UserId,
        Tags = JsonTexts.To(row.Tags),
        Models = JsonTexts.To(row.Models),
        Surfaces = JsonTexts.To(row.Surfaces),
        Networks = JsonTexts.To(row.Networks),
        ExpiresAt = UnixTime.To(row.ExpiresAt),
        Enabled = row.Enabled != 0,
        RevokedAt = UnixTime.To(row.RevokedAt),
        PepperId = row.PepperId,
        Digest = row.Digest,
        PreviousPepperId = row.PreviousPepperId,
        PreviousDigest = row.PreviousDigest,
        PreviousUntil = UnixTime.To(row.PreviousUntil),
        CreatedAt = UnixTime.To(row.CreatedAt),
        UpdatedAt = UnixTime.To(row.UpdatedAt),
        Version = row.Version,
    };

    /// <inheritdoc/>
    protected override IEnumerable<string?> TextsOf(KeyRow row) =>
        [row.Id, row.Name, row.Team, row.UserId, row.Tags, row.Models, row.Surfaces, row.Networks, row.PepperId, row.PreviousPepperId];
}
