namespace AiGateway.Management;

/// <summary>Times as the store keeps them, so that what was written and what is read are the same.</summary>
internal static class Clock
{
    /// <summary>Now, in UTC, to the millisecond.</summary>
    public static DateTimeOffset Now(TimeProvider time) => Exact(time.GetUtcNow());

    /// <summary>The time in UTC, to the millisecond.</summary>
    public static DateTimeOffset Exact(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());
}
