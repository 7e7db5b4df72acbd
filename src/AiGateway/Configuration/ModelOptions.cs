namespace AiGateway.Configuration;

/// <summary>A name or pattern that callers ask for, and what answers it.</summary>
internal sealed record ModelOptions
{
    /// <summary>The name callers ask for, case-sensitive; with one <c>*</c> a pattern.</summary>
    /// <value>Default: the entry's key. To be given where the name holds a <c>:</c>, which splits keys.</value>
    public required string Name { get; init; }

    /// <summary>What answers; several share the load by weight within a tier, and the next tier is for when one is exhausted.</summary>
    /// <value>No default: at least one is required.</value>
    public required IReadOnlyList<TargetOptions> Targets { get; init; }

    /// <summary>How long each stage may take.</summary>
    /// <value>Default: see <see cref="TimeoutOptions"/>.</value>
    public TimeoutOptions Timeouts { get; init; } = new();

    /// <summary>The silence after which a waiting stream gets a keep-alive; zero turns them off.</summary>
    /// <value>Default: 15 seconds.</value>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Whether a request is refused, rather than shorn, when a target cannot take one of its fields.</summary>
    /// <value>Default: <see langword="false"/>.</value>
    public bool Strict { get; init; }
}
