namespace AiGateway.Storage;

/// <summary>A provider's secret as the store has it: encrypted.</summary>
internal sealed record StoredSecret
{
    /// <summary>Its name, as in <c>store:NAME</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The master key under which it is encrypted.</summary>
    public required string MasterKeyId { get; init; }

    /// <summary>Nonce (12 bytes), ciphertext and tag (16 bytes) of AES-256-GCM, whose associated data are the master key's id and the name.</summary>
    public required byte[] Box { get; init; }

    /// <summary>A word on what it is for; null for none.</summary>
    public string? Note { get; init; }

    /// <summary>When it was first set.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its value was last changed; another master key does not count.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Grows by one with each change.</summary>
    public long Version { get; init; } = 1;
}
