namespace AiGateway.Configuration;

/// <summary>How much of a stream is held back before the first of it goes to the caller.</summary>
internal sealed record StreamOptions
{
    /// <summary>What must be there before anything goes out.</summary>
    /// <value>Default: Live.</value>
    public StreamMode Mode { get; init; }

    /// <summary>For Held: the bytes of events after which the stream is let go.</summary>
    /// <value>Default: 8192 bytes. From 1 to 1048576.</value>
    public int HoldBytes { get; init; } = 8192;

    /// <summary>For Held: the time after the first content at which the stream is let go.</summary>
    /// <value>Default: 1 second.</value>
    public TimeSpan HoldTime { get; init; } = TimeSpan.FromSeconds(1);
}
