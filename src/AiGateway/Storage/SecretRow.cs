namespace AiGateway.Storage;

/// <summary>A row of <c>provider_secrets</c>.</summary>
internal sealed class SecretRow
{
    public required string Name { get; init; }

    public required string MasterKeyId { get; init; }

    public required byte[] Box { get; init; }

    public string? Note { get; init; }

    public long CreatedAt { get; init; }

    public long UpdatedAt { get; init; }

    public long Version { get; init; }
}
