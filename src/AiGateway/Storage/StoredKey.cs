namespace AiGateway.Storage;

/// <summary>A virtual key as the store has it: all about it but the key itself.</summary>
internal sealed record StoredKey
{
    /// <summary>The key's public id, the middle of <c>sk-gw-{id}-{secret}</c>.</summary>
    public required string Id { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>The team it belongs to; null for none.</summary>
    public string? Team { get; init; }

    /// <summary>The user it belongs to; null for none.</summary>
    public string? User { get; init; }

    /// <summary>Tags that its requests carry.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The names it may ask for, each with at most one <c>*</c>; empty for all.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>The surfaces it may use, by <see cref="Exchanges.Surface.Id"/>; empty for all.</summary>
    public IReadOnlyList<string> Surfaces { get; init; } = [];

    /// <summary>The networks it may be used from, in CIDR notation; empty for all.</summary>
    public IReadOnlyList<string> Networks { get; init; } = [];

    /// <summary>When it ends; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Whether it is accepted.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>When it was revoked, for good; null where it was not.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>The pepper under which <see cref="Digest"/> was made.</summary>
    public required string PepperId { get; init; }

    /// <summary>HMAC-SHA256 of the whole key under the pepper: 32 bytes.</summary>
    public required byte[] Digest { get; init; }

    /// <summary>The pepper of <see cref="PreviousDigest"/>.</summary>
    public string? PreviousPepperId { get; init; }

    /// <summary>The digest before the last rotation, which counts until <see cref="PreviousUntil"/>.</summary>
    public byte[]? PreviousDigest { get; init; }

    /// <summary>Until when the key before the last rotation is accepted too.</summary>
    public DateTimeOffset? PreviousUntil { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last changed.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Grows by one with each change; the admin API's ETag.</summary>
    public long Version { get; init; } = 1;
}
