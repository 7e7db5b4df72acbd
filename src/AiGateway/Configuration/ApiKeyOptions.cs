namespace AiGateway.Configuration;

/// <summary>One key to a provider.</summary>
internal sealed record ApiKeyOptions
{
    /// <summary>The key itself.</summary>
    /// <value>No default: required.</value>
    public required Secret Value { get; init; }

    /// <summary>Its share of the requests beside the provider's other keys.</summary>
    /// <value>Default: 1. From 1 to 1000000.</value>
    public int Weight { get; init; } = 1;
}
