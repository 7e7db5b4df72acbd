using AiGateway.Protocol.Embeddings;
using AiGateway.Protocol.Formats;

namespace AiGateway.Upstream;

/// <summary>One call as it goes to a target, and what its answer will be read with.</summary>
internal sealed class UpstreamCall
{
    /// <summary>The provider's name.</summary>
    public required string Provider { get; init; }

    /// <summary>The body; null where the caller's own goes out unchanged.</summary>
    public byte[]? Body { get; init; }

    /// <summary>Whether a stream is asked of the target.</summary>
    public bool Stream { get; init; }

    /// <summary>Fields that the target cannot take.</summary>
    public IReadOnlyList<string> Dropped { get; init; } = [];

    /// <summary>The key that was used, to be kept out of all that the provider says.</summary>
    public string? Key { get; set; }

    /// <summary>The chat format that the target's answer is in; null for other operations.</summary>
    public IWireFormat? ChatFormat { get; init; }

    /// <summary>The embedding format that the target's answer is in; null for other operations.</summary>
    public IEmbeddingFormat? EmbeddingFormat { get; init; }

    /// <summary>Whether the answer's bytes pass through as they come.</summary>
    public bool IsTransparent { get; init; }

    /// <summary>What the answer's reader needs; null where nothing is read.</summary>
    public AnswerReadContext? ReadContext { get; init; }

    /// <summary>Takes the key out of a text, should the provider have repeated it.</summary>
    public string Redact(string text) => string.IsNullOrEmpty(Key) ? text : text.Replace(Key, "***", StringComparison.Ordinal);
}
