namespace AiGateway.Exchanges;

/// <summary>A connection to a provider did not stand in time.</summary>
/// <param name="limit">The time it had.</param>
internal sealed class ConnectTimeoutException(TimeSpan limit) : IOException($"The connection did not stand within {limit}.")
{
    /// <summary>The time it had.</summary>
    public TimeSpan Limit { get; } = limit;
}
