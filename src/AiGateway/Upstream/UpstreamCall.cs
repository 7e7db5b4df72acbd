using AiGateway.Protocol.Chat;
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

    /// <summary>The format that the target's errors are in; that of its chat where none is set.</summary>
    public IWireFormat? ErrorFormat { get; init; }

    /// <summary>The request for embeddings as it was read; null for other operations, or where it passes through.</summary>
    public EmbeddingRequest? EmbeddingRequest { get; init; }

    /// <summary>The embedding format that the target's answer is in; null for other operations.</summary>
    public IEmbeddingFormat? EmbeddingFormat { get; init; }

    /// <summary>Whether the answer's bytes pass through as they come.</summary>
    public bool IsTransparent { get; init; }

    /// <summary>What the answer's reader needs; null where nothing is read.</summary>
    public AnswerReadContext? ReadContext { get; init; }

    /// <summary>Reads the body of an error answer, less the key.</summary>
    public GatewayError ReadError(int status, ReadOnlySpan<byte> body) => Redact((ErrorFormat ?? ChatFormat!).ReadError(status, body));

    /// <summary>Takes the key out of an error, in whichever of its words the provider may have repeated it.</summary>
    public GatewayError Redact(GatewayError error) => string.IsNullOrEmpty(Key)
        ? error
        : error with { Message = Redact(error.Message), Type = Redact(error.Type), Code = error.Code is { } code ? Redact(code) : null, Param = error.Param is { } param ? Redact(param) : null };

    private string Redact(string text) => text.Replace(Key!, "***", StringComparison.Ordinal);
}
