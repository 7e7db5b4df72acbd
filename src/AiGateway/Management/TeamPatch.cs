namespace AiGateway.Management;

/// <summary>What is to be changed of a team; null leaves a field as it is.</summary>
internal sealed record TeamPatch
{
    /// <summary>What people call it.</summary>
    public string? Name { get; init; }

    /// <summary>The names its keys may ask for at most; empty for all.</summary>
    public IReadOnlyList<string>? Models { get; init; }

    /// <summary>Tags that all its requests carry.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>Whether its keys are accepted.</summary>
    public bool? Enabled { get; init; }
}
