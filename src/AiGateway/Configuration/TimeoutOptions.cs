namespace AiGateway.Configuration;

/// <summary>How long the stages of a request may take; for a plain JSON answer only connect and total apply.</summary>
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
}
