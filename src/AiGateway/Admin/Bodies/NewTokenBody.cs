using AiGateway.Storage;

namespace AiGateway.Admin.Bodies;

/// <summary>A new admin token; its text is made by the gateway and is never sent.</summary>
internal sealed class NewTokenBody : WriteBody
{
    /// <summary>What people call it, or its holder.</summary>
    public required string Name { get; set => field = Taken(value); }

    /// <summary>What its holder may do.</summary>
    public required AdminRole Role { get; set => field = Taken(value); }

    /// <summary>When it ends; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; set => field = Taken(value); }
}
