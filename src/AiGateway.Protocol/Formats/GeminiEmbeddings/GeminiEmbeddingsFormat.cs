using System.Text.Json;
using AiGateway.Protocol.Embeddings;

namespace AiGateway.Protocol.Formats.GeminiEmbeddings;

/// <summary>AI Studio's embeddings dialect: written as <c>batchEmbedContents</c>, read from callers as that and as <c>embedContent</c>.</summary>
public sealed class GeminiEmbeddingsFormat : IEmbeddingFormat
{
    internal const string FormatName = "GeminiEmbeddings";

    // "at most 100 requests can be in one batch", the live API's error (2026-06).
    internal const int Limit = 100;

    /// <inheritdoc/>
    public string Name => FormatName;

    /// <inheritdoc/>
    public int MaxInputs => Limit;

    /// <inheritdoc/>
    public EmbeddingRequest ReadRequest(JsonElement body) => RequestReader.Read(body);

    /// <inheritdoc/>
    public void WriteRequest(EmbeddingRequest request, Utf8JsonWriter writer, RequestWriteContext context) => RequestWriter.Write(request, writer, context);

    /// <inheritdoc/>
    public EmbeddingAnswer ReadAnswer(JsonElement body) => Answers.Read(body);

    /// <inheritdoc/>
    public void WriteAnswer(EmbeddingAnswer answer, Utf8JsonWriter writer, EmbeddingWriteContext context) => Answers.Write(answer, writer, context);
}
