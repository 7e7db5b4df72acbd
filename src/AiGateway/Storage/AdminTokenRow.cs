namespace AiGateway.Storage;

/// <summary>A row of <c>admin_tokens</c>.</summary>
internal sealed class AdminTokenRow
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Role { get; init; }

    public required string PepperId { get; init; }

    public required byte[] Digest { get; init; }

    public long IsBootstrap { get; init; }

    public long? ExpiresAt { get; init; }

    public long Enabled { get; init; }

    public long CreatedAt { get; init; }

    public long UpdatedAt { get; init; }

    public long Version { get; init; }
}
