namespace AiGateway.Admin.Bodies;

/// <summary>A virtual key as it is to be; its text is made by the gateway and is never sent.</summary>
internal sealed class KeyBody : WriteBody
{
    /// <summary>What people call it; required for a new one.</summary>
    public string Name { get; set => field = Taken(value); } = "";

    /// <summary>The team it belongs to.</summary>
    public string? Team { get; set => field = Taken(value); }

    /// <summary>The user it belongs to.</summary>
    public string? User { get; set => field = Taken(value); }

    /// <summary>Tags that its requests carry.</summary>
    public IReadOnlyList<string> Tags { get; set => field = Taken(value); } = [];

    /// <summary>The names it may ask for, each with at most one `*`; empty for all.</summary>
    public IReadOnlyList<string> Models { get; set => field = Taken(value); } = [];

    /// <summary>The surfaces it may use; empty for all.</summary>
    public IReadOnlyList<string> Surfaces { get; set => field = Taken(value); } = [];

    /// <summary>The networks it may be used from, in CIDR notation; empty for all.</summary>
    public IReadOnlyList<string> Networks { get; set => field = Taken(value); } = [];

    /// <summary>When it ends; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; set => field = Taken(value); }

    /// <summary>Whether it is accepted.</summary>
    public bool Enabled { get; set => field = Taken(value); } = true;
}
