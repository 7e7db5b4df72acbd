namespace AiGateway.Management;

/// <summary>A user's entry that is to be made.</summary>
internal sealed record UserDraft
{
    /// <summary>The id, by which keys name the user.</summary>
    public required string Id { get; init; }

    /// <summary>What people call the user.</summary>
    public required string Name { get; init; }

    /// <summary>The team they belong to; null for none.</summary>
    public string? Team { get; init; }

    /// <summary>The names their keys may ask for at most; empty for all.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>Tags that all their requests carry.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Whether their keys are accepted.</summary>
    public bool Enabled { get; init; } = true;
}
