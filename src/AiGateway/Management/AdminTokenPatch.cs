using AiGateway.Storage;

namespace AiGateway.Management;

/// <summary>What is to be changed of a token for the admin API; null leaves a field as it is.</summary>
internal sealed record AdminTokenPatch
{
    /// <summary>What people call it, or its holder.</summary>
    public string? Name { get; init; }

    /// <summary>What its holder may do.</summary>
    public AdminRole? Role { get; init; }

    /// <summary>When it ends; a change to null lets it live for ever.</summary>
    public Change<DateTimeOffset?>? ExpiresAt { get; init; }

    /// <summary>Whether it is accepted.</summary>
    public bool? Enabled { get; init; }
}
