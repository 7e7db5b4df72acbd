using AiGateway.Protocol.Formats;

namespace AiGateway.Providers;

/// <summary>How a provider speaks embeddings.</summary>
/// <param name="Format">Its format.</param>
/// <param name="IsTransparent">Whether requests and answers pass through as they are; false translates both.</param>
internal sealed record EmbeddingDialect(IEmbeddingFormat Format, bool IsTransparent);
