namespace AiGateway.Configuration;

/// <summary>Where copies of requests go whose answers are thrown away.</summary>
internal sealed record MirrorOptions
{
    /// <summary>The target of the copies.</summary>
    /// <value>No default: required.</value>
    public required TargetOptions Target { get; init; }

    /// <summary>The share of requests that are copied, drawn at random.</summary>
    /// <value>Default: 1. Above 0, to 1.</value>
    public double Share { get; init; } = 1;
}
