namespace AiGateway.Management;

/// <summary>What is to be changed of a virtual key; null leaves a field as it is.</summary>
internal sealed record KeyPatch
{
    /// <summary>What people call it.</summary>
    public string? Name { get; init; }

    /// <summary>The team it belongs to; a change to null takes it out of its team.</summary>
    public Change<string?>? Team { get; init; }

    /// <summary>The user it belongs to; a change to null takes it from its user.</summary>
    public Change<string?>? User { get; init; }

    /// <summary>Tags that its requests carry.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>The names it may ask for; empty for all that its team and user may.</summary>
    public IReadOnlyList<string>? Models { get; init; }

    /// <summary>The surfaces it may use; empty for all.</summary>
    public IReadOnlyList<string>? Surfaces { get; init; }

    /// <summary>The networks it may be used from; empty for all.</summary>
    public IReadOnlyList<string>? Networks { get; init; }

    /// <summary>When it ends; a change to null lets it live for ever.</summary>
    public Change<DateTimeOffset?>? ExpiresAt { get; init; }

    /// <summary>Whether it is accepted.</summary>
    public bool? Enabled { get; init; }
}
