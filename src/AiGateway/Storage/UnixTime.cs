namespace AiGateway.Storage;

/// <summary>Times as the store has them: milliseconds since 1970 in UTC.</summary>
internal static class UnixTime
{
    /// <summary>To the store.</summary>
    public static long From(DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    /// <inheritdoc cref="From(DateTimeOffset)"/>
    public static long? From(DateTimeOffset? time) => time?.ToUnixTimeMilliseconds();

    /// <summary>From the store.</summary>
    public static DateTimeOffset To(long time) => DateTimeOffset.FromUnixTimeMilliseconds(time);

    /// <inheritdoc cref="To(long)"/>
    public static DateTimeOffset? To(long? time) => time is { } known ? To(known) : null;
}
