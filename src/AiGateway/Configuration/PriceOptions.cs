namespace AiGateway.Configuration;

/// <summary>What a model costs, in millionths of a dollar for a million tokens: $0.15 is 150000.</summary>
internal sealed record PriceOptions
{
    /// <summary>For the prompt.</summary>
    /// <value>No default: required.</value>
    public required long Input { get; init; }

    /// <summary>For the answer, its reasoning included.</summary>
    /// <value>No default: required.</value>
    public required long Output { get; init; }
}
