namespace AiGateway.Configuration;

/// <summary>A key that callers present to the gateway.</summary>
internal sealed record VirtualKeyOptions
{
    /// <summary>The key's id, which logs and metrics show: the entry's key.</summary>
    public required string Id { get; init; }

    /// <summary>What callers send.</summary>
    /// <value>No default: required. At least 16 characters.</value>
    public required Secret Value { get; init; }

    /// <summary>The names this key may ask for, direct ones (<c>provider/model</c>) included; each may hold one <c>*</c>.</summary>
    /// <value>Default: empty, which means all.</value>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>Whether the key is accepted; one that is off is refused but keeps its id.</summary>
    /// <value>Default: <see langword="true"/>.</value>
    public bool Enabled { get; init; } = true;
}
