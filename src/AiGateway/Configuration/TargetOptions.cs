namespace AiGateway.Configuration;

/// <summary>One deployment behind a model name: a provider and what the model is called there.</summary>
internal sealed record TargetOptions
{
    /// <summary>The provider's name: what stands before the first <c>/</c> of the field <c>Model</c>.</summary>
    public required string Provider { get; init; }

    /// <summary>The name sent upstream: what stands after the first <c>/</c>; a lone <c>*</c> is the whole name asked for, a <c>*</c> within other text what the pattern's <c>*</c> matched.</summary>
    public required string UpstreamModel { get; init; }

    /// <summary>Its share of the requests beside the other targets of its tier.</summary>
    /// <value>Default: 1. From 1 to 1000000.</value>
    public int Weight { get; init; } = 1;

    /// <summary>Its turn: a higher tier is asked only when every target of the lower ones has failed or rests.</summary>
    /// <value>Default: 1. From 1 to 1000.</value>
    public int Tier { get; init; } = 1;

    /// <summary>The share of requests, drawn at random, that are tried here first; all others come here only when nothing else of the tier is left.</summary>
    /// <value>Default: <see langword="null"/>, an ordinary target. Above 0, below 1.</value>
    public double? Canary { get; init; }

    /// <summary>What a request must be like to come here at all.</summary>
    /// <value>Default: <see langword="null"/>, any.</value>
    public TargetCondition? When { get; init; }

    /// <summary>The model's context in tokens, prompt and answer together.</summary>
    /// <value>Default: <see langword="null"/>, what the gateway's own data says of the model. From 1.</value>
    public long? ContextTokens { get; init; }

    /// <summary>What the model can take and do.</summary>
    /// <value>Default: <see langword="null"/>, what the gateway's own data says of the model; a model it does not know counts as able.</value>
    public IReadOnlyList<Capability>? Capabilities { get; init; }

    /// <summary>What the model costs.</summary>
    /// <value>Default: <see langword="null"/>, what the gateway's own data says of the model.</value>
    public PriceOptions? Price { get; init; }
}
