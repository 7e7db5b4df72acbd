namespace AiGateway.Storage;

/// <summary>A team as the store has it. What it may not use, none of its keys may.</summary>
internal sealed record StoredTeam
{
    /// <summary>Its id, chosen by whoever made it.</summary>
    public required string Id { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>The names its keys may ask for at most; empty for all.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>Tags that all its requests carry.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Whether its keys are accepted.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last changed.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Grows by one with each change.</summary>
    public long Version { get; init; } = 1;
}
