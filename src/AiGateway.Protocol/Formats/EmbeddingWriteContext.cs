using AiGateway.Protocol.Embeddings;

namespace AiGateway.Protocol.Formats;

/// <summary>What an embedding answer's writer needs beyond the answer.</summary>
public sealed class EmbeddingWriteContext
{
    /// <summary>The model to name where the provider named none.</summary>
    public required string Model { get; init; }

    /// <summary>How the caller wants the vectors: <see cref="EmbeddingRequest.Encoding"/>.</summary>
    public EmbeddingEncoding? Encoding { get; init; }

    /// <summary>Whether the caller asked for one vector and no list: <see cref="EmbeddingRequest.IsSingle"/>.</summary>
    public bool IsSingle { get; init; }

    /// <summary>The context for answering a request.</summary>
    /// <param name="request">The caller's request.</param>
    public static EmbeddingWriteContext For(EmbeddingRequest request) => new() { Model = request.Model, Encoding = request.Encoding, IsSingle = request.IsSingle };
}
