namespace AiGateway.Configuration;

/// <summary>A team that keys belong to. What it may not use, none of its keys may.</summary>
internal sealed record TeamOptions
{
    /// <summary>The team's id: the entry's key.</summary>
    public required string Id { get; init; }

    /// <summary>The names its keys may ask for at most; each may hold one <c>*</c>.</summary>
    /// <value>Default: empty, which means all.</value>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>Tags that all its requests carry.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Whether its keys are accepted.</summary>
    /// <value>Default: <see langword="true"/>.</value>
    public bool Enabled { get; init; } = true;
}
