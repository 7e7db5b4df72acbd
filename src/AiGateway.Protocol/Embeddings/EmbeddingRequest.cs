using System.Text.Json;

namespace AiGateway.Protocol.Embeddings;

/// <summary>A request for embeddings, free of any provider's spelling.</summary>
public sealed record EmbeddingRequest
{
    /// <summary>The model's name as the caller wrote it; empty where the format says it in the path.</summary>
    public required string Model { get; init; }

    /// <summary>What to embed, at least one, in the order of the answer's vectors.</summary>
    public required IReadOnlyList<EmbeddingInput> Inputs { get; init; }

    /// <summary>How long the vectors are to be; null for the model's own length.</summary>
    public int? Dimensions { get; init; }

    /// <summary>How the caller wants the vectors written; null for the format's default.</summary>
    public EmbeddingEncoding? Encoding { get; init; }

    /// <summary>The end user's stable id (OpenAI's <c>user</c>).</summary>
    public string? EndUser { get; init; }

    /// <summary>True where the caller asked by Gemini's <c>embedContent</c>, whose answer is one vector and no list.</summary>
    public bool IsSingle { get; init; }

    /// <summary>Top-level fields without a place above, by the name they had.</summary>
    public IReadOnlyDictionary<string, JsonElement> Extensions { get; init; } = new Dictionary<string, JsonElement>(StringComparer.Ordinal);

    /// <summary>The format that the request was read from: <see cref="Formats.IEmbeddingFormat.Name"/>.</summary>
    public required string SourceFormat { get; init; }
}
