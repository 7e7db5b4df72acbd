namespace AiGateway.Protocol.Chat;

/// <summary>Tokens in disjoint buckets: a token is counted in exactly one of them. Each format renders its own sums.</summary>
public sealed record TokenUsage
{
    /// <summary>Prompt tokens that were neither read from nor written to a prompt cache, less audio.</summary>
    public long Input { get; init; }

    /// <summary>Prompt tokens read from the provider's cache.</summary>
    public long CacheRead { get; init; }

    /// <summary>Prompt tokens written to the provider's cache for its short time (Anthropic: 5 minutes).</summary>
    public long CacheWrite { get; init; }

    /// <summary>Prompt tokens written to the provider's cache for an hour.</summary>
    public long CacheWriteLong { get; init; }

    /// <summary>Prompt tokens of audio.</summary>
    public long AudioInput { get; init; }

    /// <summary>Tokens of the visible answer, tool calls included, less audio.</summary>
    public long Output { get; init; }

    /// <summary>Tokens of reasoning, shown or not.</summary>
    public long Reasoning { get; init; }

    /// <summary>Tokens of spoken answer.</summary>
    public long AudioOutput { get; init; }

    /// <summary>Whether the provider reported a count that cannot be true. Those here are then within bounds, and not to be relied on.</summary>
    public bool IsSuspect { get; init; }

    /// <summary>All tokens of the prompt.</summary>
    public long PromptTotal => Input + CacheRead + CacheWrite + CacheWriteLong + AudioInput;

    /// <summary>All tokens of the completion.</summary>
    public long CompletionTotal => Output + Reasoning + AudioOutput;

    /// <summary>All tokens.</summary>
    public long Total => PromptTotal + CompletionTotal;
}
