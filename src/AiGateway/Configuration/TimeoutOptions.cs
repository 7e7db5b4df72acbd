namespace AiGateway.Configuration;

/// <summary>How long the stages of a request may take; for a plain JSON answer only connect, answer and total apply.</summary>
internal sealed record TimeoutOptions
{
    /// <summary>From the start of an attempt until the connection to the provider stands.</summary>
    /// <value>Default: 3 seconds.</value>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>From the start of an attempt until the first content of a stream; reasoning models think unseen, hence the length.</summary>
    /// <value>Default: 120 seconds.</value>
    public TimeSpan FirstToken { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Between two events of a stream that has begun.</summary>
    /// <value>Default: 60 seconds.</value>
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The whole request with all its attempts.</summary>
    /// <value>Default: 10 minutes.</value>
    public TimeSpan Total { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>From the start of an attempt until a plain JSON answer is whole. Without it a silent provider holds such a request for the total time.</summary>
    /// <value>Default: <see langword="null"/>, no limit but the total.</value>
    public TimeSpan? Answer { get; init; }

    /// <summary>The least that a stream must bring, in bytes a second over <see cref="ThroughputWindow"/>, once it has begun.</summary>
    /// <value>Default: 0, no limit. To 1000000.</value>
    public int MinBytesPerSecond { get; init; }

    /// <summary>The time over which <see cref="MinBytesPerSecond"/> is measured.</summary>
    /// <value>Default: 10 seconds.</value>
    public TimeSpan ThroughputWindow { get; init; } = TimeSpan.FromSeconds(10);
}
