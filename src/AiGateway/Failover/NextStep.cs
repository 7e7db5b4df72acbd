namespace AiGateway.Failover;

/// <summary>What follows an attempt.</summary>
/// <param name="Goes">Whether another attempt is made.</param>
/// <param name="Delay">The pause before it.</param>
internal readonly record struct NextStep(bool Goes, TimeSpan Delay)
{
    /// <summary>There is no other attempt.</summary>
    public static NextStep Stop => default;

    /// <summary>Another attempt at once.</summary>
    public static NextStep Now => new(true, TimeSpan.Zero);

    /// <summary>Another attempt after a pause.</summary>
    public static NextStep After(TimeSpan delay) => new(true, delay < TimeSpan.Zero ? TimeSpan.Zero : delay);
}
