namespace AiGateway.Storage;

/// <summary>A token for the admin API as the store has it: all about it but the token itself.</summary>
internal sealed record StoredAdminToken
{
    /// <summary>Its public id, the middle of <c>agw-admin-{id}-{secret}</c>.</summary>
    public required string Id { get; init; }

    /// <summary>What people call it, or its holder.</summary>
    public required string Name { get; init; }

    /// <summary>What its holder may do.</summary>
    public required AdminRole Role { get; init; }

    /// <summary>The pepper under which <see cref="Digest"/> was made.</summary>
    public required string PepperId { get; init; }

    /// <summary>HMAC-SHA256 of the whole token under the pepper, for the purpose of admin tokens alone: 32 bytes.</summary>
    public required byte[] Digest { get; init; }

    /// <summary>Whether it is good for one thing only, once: making the first real token.</summary>
    public bool IsBootstrap { get; init; }

    /// <summary>When it ends; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Whether it is accepted.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last changed.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Grows by one with each change.</summary>
    public long Version { get; init; } = 1;
}
