namespace AiGateway.Configuration;

/// <summary>A key that callers present to the gateway.</summary>
internal sealed record VirtualKeyOptions
{
    /// <summary>The key's id, which logs and metrics show: the entry's key.</summary>
    public required string Id { get; init; }

    /// <summary>What callers send.</summary>
    /// <value>No default: required where there is no <see cref="Hash"/>. At least 16 characters.</value>
    public Secret? Value { get; init; }

    /// <summary>What callers send as a digest, so that the configuration need not hold it: see <see cref="KeyHash"/>.</summary>
    /// <value>No default: required where there is no <see cref="Value"/>.</value>
    public string? Hash { get; init; }

    /// <summary>What people call the key.</summary>
    /// <value>Default: none, its id is shown alone.</value>
    public string? Name { get; init; }

    /// <summary>The id of the team it belongs to. What the team may not use, the key may not.</summary>
    /// <value>Default: none.</value>
    public string? Team { get; init; }

    /// <summary>The user it belongs to. Where the store has one of that id, what they may not use, the key may not.</summary>
    /// <value>Default: none.</value>
    public string? User { get; init; }

    /// <summary>Tags that its requests carry.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The names this key may ask for, direct ones (<c>provider/model</c>) included; each may hold one <c>*</c>.</summary>
    /// <value>Default: empty, which means all.</value>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>The surfaces it may use: <c>chat</c>, <c>embeddings</c>, <c>models</c>, ….</summary>
    /// <value>Default: empty, which means all.</value>
    public IReadOnlyList<string> Surfaces { get; init; } = [];

    /// <summary>The networks it may be used from: <c>10.0.0.0/8</c>, <c>2001:db8::/32</c>, or a single address.</summary>
    /// <value>Default: empty, which means all.</value>
    public IReadOnlyList<string> Networks { get; init; } = [];

    /// <summary>When it ends.</summary>
    /// <value>Default: never.</value>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>Whether the key is accepted; one that is off is refused but keeps its id.</summary>
    /// <value>Default: <see langword="true"/>.</value>
    public bool Enabled { get; init; } = true;
}
