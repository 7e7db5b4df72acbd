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

    /// <summary>How one of several targets of a tier is picked.</summary>
    /// <value>Default: Weighted.</value>
    public RoutingStrategy Strategy { get; init; }

    /// <summary>How often a target that has failed is asked again within a request, once no other target is left to ask.</summary>
    /// <value>Default: 1. From 0 to 10.</value>
    public int MaxRetries { get; init; } = 1;

    /// <summary>The most upstream calls for one request, whatever they are for: repeats, other targets, other keys.</summary>
    /// <value>Default: 8. From 1 to 50.</value>
    public int MaxAttempts { get; init; } = 8;

    /// <summary>The longest pause that a repeat of the first kind may take; it doubles from one repeat to the next, and the true pause is drawn between zero and it.</summary>
    /// <value>Default: 250 milliseconds.</value>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest that a request waits because a provider asks for it (<c>Retry-After</c>), or because every target rests.</summary>
    /// <value>Default: 10 seconds.</value>
    public TimeSpan RetryAfterCap { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How much of a stream is held back before the first of it goes to the caller.</summary>
    /// <value>Default: Live.</value>
    public StreamOptions Stream { get; init; } = new();

    /// <summary>Targets that are asked only after a failure of a certain kind.</summary>
    /// <value>Default: none.</value>
    public FallbackOptions Fallbacks { get; init; } = new();

    /// <summary>Whether a caller may name further models to try with <c>x-aigateway-fallbacks</c>.</summary>
    /// <value>Default: <see langword="false"/>.</value>
    public bool CallerFallbacks { get; init; }

    /// <summary>Whether a slow first token is answered with a second call elsewhere.</summary>
    /// <value>Default: <see langword="null"/>, never.</value>
    public HedgeOptions? Hedge { get; init; }

    /// <summary>Where copies of requests go whose answers are thrown away.</summary>
    /// <value>Default: <see langword="null"/>, nowhere.</value>
    public MirrorOptions? Mirror { get; init; }

    /// <summary>Whether requests that begin alike go to the same target and key while it is well, for the sake of the providers' prompt caches.</summary>
    /// <value>Default: <see langword="false"/>.</value>
    public bool Affinity { get; init; }

    /// <summary>Whether a request is refused when no target is known to have what it uses; else it is tried all the same.</summary>
    /// <value>Default: <see langword="false"/>.</value>
    public bool RequireCapabilities { get; init; }
}
