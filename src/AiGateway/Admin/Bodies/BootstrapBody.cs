namespace AiGateway.Admin.Bodies;

/// <summary>What the first real admin token is to be called.</summary>
internal sealed class BootstrapBody : WriteBody
{
    /// <summary>What people call it, or its holder.</summary>
    public required string Name { get; set => field = Taken(value); }
}
