namespace AiGateway.Management;

/// <summary>A team that is to be made.</summary>
internal sealed record TeamDraft
{
    /// <summary>Its id, by which keys name it.</summary>
    public required string Id { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>The names its keys may ask for at most; empty for all.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>Tags that all its requests carry.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Whether its keys are accepted.</summary>
    public bool Enabled { get; init; } = true;
}
