namespace AiGateway.Audit;

/// <summary>By when something must have been done.</summary>
internal sealed class AuditDeadline(TimeProvider time, TimeSpan limit)
{
    private readonly long _start = time.GetTimestamp();

    /// <summary>What is left of the time; zero when it is over.</summary>
    public TimeSpan Left => TimeSpan.FromTicks(Math.Max(0, (limit - time.GetElapsedTime(_start)).Ticks));
}
