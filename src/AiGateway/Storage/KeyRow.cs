namespace AiGateway.Storage;

/// <summary>A row of <c>virtual_keys</c>.</summary>
internal sealed class KeyRow
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public string? Team { get; init; }

    public string? UserId { get; init; }

    public required string Tags { get; init; }

    public required string Models { get; init; }

    public required string Surfaces { get; init; }

    public required string Networks { get; init; }

    public long? ExpiresAt { get; init; }

    public long Enabled { get; init; }

    public long? RevokedAt { get; init; }

    public required string PepperId { get; init; }

    public required byte[] Digest { get; init; }

    public string? PreviousPepperId { get; init; }

    public byte[]? PreviousDigest { get; init; }

    public long? PreviousUntil { get; init; }

    public long CreatedAt { get; init; }

    public long UpdatedAt { get; init; }

    public long Version { get; init; }
}
