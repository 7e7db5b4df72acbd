namespace AiGateway.Storage;

/// <summary>A user as the store has it. What they may not use, none of their keys may.</summary>
internal sealed record StoredUser
{
    /// <summary>Their id, chosen by whoever made the entry.</summary>
    public required string Id { get; init; }

    /// <summary>What people call them.</summary>
    public required string Name { get; init; }

    /// <summary>The team they belong to; null for none.</summary>
    public string? Team { get; init; }

    /// <summary>The names their keys may ask for at most; empty for all.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>Tags that all their requests carry.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Whether their keys are accepted.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>When the entry was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last changed.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Grows by one with each change.</summary>
    public long Version { get; init; } = 1;
}
