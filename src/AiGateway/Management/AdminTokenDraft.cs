using AiGateway.Storage;

namespace AiGateway.Management;

/// <summary>A token for the admin API that is to be made.</summary>
internal sealed record AdminTokenDraft
{
    /// <summary>What people call it, or its holder.</summary>
    public required string Name { get; init; }

    /// <summary>What its holder may do.</summary>
    public required AdminRole Role { get; init; }

    /// <summary>When it ends; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}
