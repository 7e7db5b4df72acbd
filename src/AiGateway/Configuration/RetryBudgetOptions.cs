namespace AiGateway.Configuration;

/// <summary>How many upstream calls may be repeats of a failed one, so that a provider in trouble is not given more to do.</summary>
internal sealed record RetryBudgetOptions
{
    /// <summary>Repeats as a share of the requests within <see cref="Window"/>.</summary>
    /// <value>Default: 0.1. From 0 to 1.</value>
    public double Share { get; init; } = 0.1;

    /// <summary>The time over which both are counted.</summary>
    /// <value>Default: 10 seconds.</value>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Repeats that are allowed within the window in any case, or a quiet gateway could make none.</summary>
    /// <value>Default: 10. From 0 to 1000000.</value>
    public int Least { get; init; } = 10;
}
