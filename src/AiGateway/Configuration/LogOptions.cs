namespace AiGateway.Configuration;

/// <summary>How the gateway logs.</summary>
internal sealed record LogOptions
{
    /// <summary>The form of a log line on standard output.</summary>
    /// <value>Default: <see cref="LogFormat.Console"/>.</value>
    public LogFormat Format { get; init; } = LogFormat.Console;

    /// <summary>Whether each request gets one log line when it has ended.</summary>
    /// <value>Default: <see langword="true"/>.</value>
    public bool Requests { get; init; } = true;
}
