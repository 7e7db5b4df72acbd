namespace AiGateway.Configuration;

/// <summary>When a second call is made because the first is slow to its first token; whichever has content first answers, the other is cancelled.</summary>
internal sealed record HedgeOptions
{
    /// <summary>The wait before the second call.</summary>
    /// <value>Default: <see langword="null"/>, the 95th percentile of the target's recent first tokens; none while too few are known.</value>
    public TimeSpan? After { get; init; }

    /// <summary>The most second calls as a share of the model's requests.</summary>
    /// <value>Default: 0.05. Above 0, to 1.</value>
    public double Share { get; init; } = 0.05;
}
