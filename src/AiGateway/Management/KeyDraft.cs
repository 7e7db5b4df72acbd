namespace AiGateway.Management;

/// <summary>A virtual key that is to be made.</summary>
internal sealed record KeyDraft
{
    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>The team it belongs to; null for none.</summary>
    public string? Team { get; init; }

    /// <summary>The user it belongs to; null for none.</summary>
    public string? User { get; init; }

    /// <summary>Tags that its requests carry.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The names it may ask for, each with at most one <c>*</c>; empty for all that its team and user may.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>The surfaces it may use; empty for all.</summary>
    public IReadOnlyList<string> Surfaces { get; init; } = [];

    /// <summary>The networks it may be used from, in CIDR notation or as single addresses; empty for all.</summary>
    public IReadOnlyList<string> Networks { get; init; } = [];

    /// <summary>When it ends; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Whether it is accepted.</summary>
    public bool Enabled { get; init; } = true;
}
