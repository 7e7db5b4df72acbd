namespace AiGateway.Configuration;

/// <summary>One upstream: where it is, what it speaks, and the keys to it.</summary>
internal sealed record ProviderOptions
{
    /// <summary>The name models and direct requests refer to it by: the entry's key.</summary>
    public required string Name { get; init; }

    /// <summary>What kind of upstream it is.</summary>
    /// <value>No default: required.</value>
    public required ProviderType Type { get; init; }

    /// <summary>The address requests go to; absolute, without query, fragment or user part. Plain <c>http</c> needs <see cref="AllowPrivateNetwork"/>.</summary>
    /// <value>Default: <see langword="null"/>, the address of the type or the preset.</value>
    public Uri? BaseUrl { get; init; }

    /// <summary>The keys requests are spread over by weight.</summary>
    /// <value>Default: none. Required for every type but OpenAICompatible without a hosted preset, and Mock.</value>
    public IReadOnlyList<ApiKeyOptions> ApiKeys { get; init; } = [];

    /// <summary>The names of the stored secrets (<c>store:NAME</c>) among its keys.</summary>
    /// <value>Default: none. Not configurable by itself.</value>
    public IReadOnlyList<string> StoredKeys { get; init; } = [];

    /// <summary>How many of its keys are configured, but cannot be had now because the store does not answer.</summary>
    /// <value>Default: 0. Not configurable.</value>
    public int LackingKeys { get; init; }

    /// <summary>For OpenAICompatible: the vendor whose address and peculiarities are known.</summary>
    /// <value>Default: <see langword="null"/>. One of groq, deepseek, xai, openrouter, together, fireworks, ollama, vllm.</value>
    public string? Preset { get; init; }

    /// <summary>Fixed extra headers sent with every request to this provider; held as secrets, since some are.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyDictionary<string, Secret> Headers { get; init; } = new Dictionary<string, Secret>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the provider may be at a loopback, private or link-local address, and may be spoken to over plain <c>http</c>.</summary>
    /// <value>Default: <see langword="false"/>.</value>
    public bool AllowPrivateNetwork { get; init; }

    /// <summary>How often the provider is asked for its list of models, which costs nothing, to learn whether it is there.</summary>
    /// <value>Default: <see langword="null"/>, never: what requests meet is enough.</value>
    public TimeSpan? HealthCheck { get; init; }
}
