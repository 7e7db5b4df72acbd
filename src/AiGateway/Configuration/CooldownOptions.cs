namespace AiGateway.Configuration;

/// <summary>When a target that fails is left alone, and for how long; one request then tries it before the others may.</summary>
internal sealed record CooldownOptions
{
    /// <summary>Failures in a row after which a target rests.</summary>
    /// <value>Default: 3. From 1 to 1000.</value>
    public int Failures { get; init; } = 3;

    /// <summary>The share of failures within <see cref="Window"/> at which a target rests, once there were ten calls.</summary>
    /// <value>Default: 0.5. Above 0, to 1.</value>
    public double Share { get; init; } = 0.5;

    /// <summary>The time over which <see cref="Share"/> is measured.</summary>
    /// <value>Default: 30 seconds.</value>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The first rest; each failed trial doubles the next.</summary>
    /// <value>Default: 5 seconds. Zero: nothing rests because it failed; keys do where their provider refuses them, or says for how long.</value>
    public TimeSpan Rest { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest rest of a target.</summary>
    /// <value>Default: 2 minutes.</value>
    public TimeSpan MaxRest { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The rest of a key that its provider has refused (401, 402, 403).</summary>
    /// <value>Default: 10 minutes.</value>
    public TimeSpan KeyRest { get; init; } = TimeSpan.FromMinutes(10);
}
