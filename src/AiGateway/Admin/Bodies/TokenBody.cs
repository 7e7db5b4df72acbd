using AiGateway.Storage;

namespace AiGateway.Admin.Bodies;

/// <summary>An admin token as it is to be; its text is made by the gateway and is never sent.</summary>
internal sealed class TokenBody : WriteBody
{
    /// <summary>What people call it, or its holder.</summary>
    public string Name { get; set => field = Taken(value); } = "";

    /// <summary>What its holder may do.</summary>
    public AdminRole Role { get; set => field = Taken(value); }

    /// <summary>When it ends; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; set => field = Taken(value); }

    /// <summary>Whether it is accepted.</summary>
    public bool Enabled { get; set => field = Taken(value); } = true;
}
