namespace AiGateway.Configuration;

/// <summary>What a request must be like to come to a target: every field that is given must hold.</summary>
internal sealed record TargetCondition
{
    /// <summary>Virtual keys, one of which must be the caller's.</summary>
    /// <value>Default: none, any caller.</value>
    public IReadOnlyList<string> Keys { get; init; } = [];

    /// <summary>Teams, one of which must be the caller's.</summary>
    /// <value>Default: none, any caller.</value>
    public IReadOnlyList<string> Teams { get; init; } = [];

    /// <summary>Users, one of which must be the caller's, or the one that it names (<c>x-aigateway-user</c>) where its key has none.</summary>
    /// <value>Default: none, any.</value>
    public IReadOnlyList<string> Users { get; init; } = [];

    /// <summary>Tags, of the caller's own or in <c>x-aigateway-tags</c>, one of which the request must have.</summary>
    /// <value>Default: none, any.</value>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Request headers by name, each with the value it must have.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The fewest tokens that the prompt must have, as the gateway estimates it.</summary>
    /// <value>Default: <see langword="null"/>, any.</value>
    public long? MinTokens { get; init; }

    /// <summary>The most tokens that the prompt may have, as the gateway estimates it.</summary>
    /// <value>Default: <see langword="null"/>, any.</value>
    public long? MaxTokens { get; init; }

    /// <summary>What the request must use, all of it.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyList<Capability> Uses { get; init; } = [];
}
