namespace AiGateway.Admin.Answers;

/// <summary>A virtual key: all about it but the key itself.</summary>
/// <param name="Id">Its public id.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Team">The team it belongs to; null for none.</param>
/// <param name="User">The user it belongs to; null for none.</param>
/// <param name="Tags">Tags that its requests carry.</param>
/// <param name="Models">The names it may ask for; empty for all.</param>
/// <param name="Surfaces">The surfaces it may use; empty for all.</param>
/// <param name="Networks">The networks it may be used from; empty for all.</param>
/// <param name="ExpiresAt">When it ends; null for never.</param>
/// <param name="Enabled">Whether it is accepted.</param>
/// <param name="RevokedAt">When it was revoked, for good; null where it was not.</param>
/// <param name="PreviousUntil">Until when the key before the last rotation is accepted too; null where it is not.</param>
/// <param name="CreatedAt">When it was made; null for one of the configuration.</param>
/// <param name="UpdatedAt">When it was last changed; null for one of the configuration.</param>
/// <param name="Version">What `If-Match` names; null for one of the configuration.</param>
/// <param name="Source">Where it is defined.</param>
internal sealed record KeyAnswer(
    string Id,
    string Name,
    string? Team,
    string? User,
    IReadOnlyList<string> Tags,
    IReadOnlyList<string> Models,
    IReadOnlyList<string> Surfaces,
    IReadOnlyList<string> Networks,
    DateTimeOffset? ExpiresAt,
    bool Enabled,
    DateTimeOffset? RevokedAt,
    DateTimeOffset? PreviousUntil,
    DateTimeOffset? CreatedAt,
    DateTimeOffset? UpdatedAt,
    long? Version,
    Source Source);
