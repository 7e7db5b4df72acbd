namespace AiGateway.Configuration;

/// <summary>Targets that are asked only after a failure of a certain kind, in their order.</summary>
internal sealed record FallbackOptions
{
    /// <summary>After a request was too long for the targets asked so far.</summary>
    /// <value>Default: none; the pool's own targets with a larger context are asked in any case.</value>
    public IReadOnlyList<TargetOptions> TooLong { get; init; } = [];

    /// <summary>After a provider refused the request or its answer by policy. Without any, such a refusal is handed back.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyList<TargetOptions> Policy { get; init; } = [];

    /// <summary>After any failure that another target might not have, once the model's own targets are spent.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyList<TargetOptions> Any { get; init; } = [];
}
