using AiGateway.Storage;

namespace AiGateway.CommandLine;

/// <summary>A virtual key as it is shown: all about it but what it could be guessed or checked by.</summary>
internal sealed record KeyView
{
    /// <summary>Its public id.</summary>
    public required string Id { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>The key itself, where it was just made; never again after that.</summary>
    public string? Key { get; init; }

    /// <summary>Its team; null for none.</summary>
    public string? Team { get; init; }

    /// <summary>Its user; null for none.</summary>
    public string? User { get; init; }

    /// <summary>Its tags.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The names it may ask for; empty for all.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>The surfaces it may use; empty for all.</summary>
    public IReadOnlyList<string> Surfaces { get; init; } = [];

    /// <summary>The networks it may be used from; empty for all.</summary>
    public IReadOnlyList<string> Networks { get; init; } = [];

    /// <summary><c>active</c>, <c>disabled</c>, <c>expired</c> or <c>revoked</c>.</summary>
    public required string State { get; init; }

    /// <summary>When it ends; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was revoked; null where it was not.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>Until when the key before the last rotation is accepted; null where it is not.</summary>
    public DateTimeOffset? PreviousUntil { get; init; }

    /// <summary>The pepper that it was made under.</summary>
    public required string PepperId { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last changed.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>How often it was changed, and one.</summary>
    public long Version { get; init; }

    /// <summary>A key as it is shown.</summary>
    public static KeyView Of(StoredKey key, DateTimeOffset now) => new()
    {
        Id = key.Id,
        Name = key.Name,
        Team = key.Team,
        User = key.User,
        Tags = key.Tags,
        Models = key.Models,
        Surfaces = key.Surfaces,
        Networks = key.Networks,
        State = key switch
        {
            { RevokedAt: not null } => "revoked",
            { Enabled: false } => "disabled",
            { ExpiresAt: { } end } when end <= now => "expired",
            _ => "active",
        },
        ExpiresAt = key.ExpiresAt,
        RevokedAt = key.RevokedAt,
        PreviousUntil = key.PreviousUntil is { } until && until > now ? until : null,
        PepperId = key.PepperId,
        CreatedAt = key.CreatedAt,
        UpdatedAt = key.UpdatedAt,
        Version = key.Version,
    };
}
