namespace AiGateway.Management;

/// <summary>What is to be changed of a user's entry; null leaves a field as it is.</summary>
internal sealed record UserPatch
{
    /// <summary>What people call the user.</summary>
    public string? Name { get; init; }

    /// <summary>The team they belong to; a change to null takes them out of it.</summary>
    public Change<string?>? Team { get; init; }

    /// <summary>The names their keys may ask for at most; empty for all.</summary>
    public IReadOnlyList<string>? Models { get; init; }

    /// <summary>Tags that all their requests carry.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>Whether their keys are accepted.</summary>
    public bool? Enabled { get; init; }
}
