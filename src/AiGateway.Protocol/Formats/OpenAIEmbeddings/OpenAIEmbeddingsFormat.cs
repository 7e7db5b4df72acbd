using System.Text.Json;
using AiGateway.Protocol.Embeddings;

namespace AiGateway.Protocol.Formats.OpenAIEmbeddings;

/// <summary>OpenAI's embeddings dialect, and the many that speak it with differences of their own.</summary>
/// <param name="quirks">The differences of the provider that requests are written for; callers are read and answered alike with any.</param>
public sealed class OpenAIEmbeddingsFormat(EmbeddingQuirks quirks) : IEmbeddingFormat
{
    internal const string FormatName = "OpenAIEmbeddings";

    /// <summary>OpenAI's own.</summary>
    public OpenAIEmbeddingsFormat()
        : this(EmbeddingQuirks.OpenAI)
    {
    }

    /// <inheritdoc/>
    public string Name => FormatName;

    /// <inheritdoc/>
    public int MaxInputs => quirks.MaxInputs;

    /// <inheritdoc/>
    public EmbeddingRequest ReadRequest(JsonElement body) => RequestReader.Read(body);

    /// <inheritdoc/>
    public void WriteRequest(EmbeddingRequest request, Utf8JsonWriter writer, RequestWriteContext context) => RequestWriter.Write(request, writer, context, quirks);

    /// <inheritdoc/>
    public EmbeddingAnswer ReadAnswer(JsonElement body) => AnswerReader.Read(body);

    /// <inheritdoc/>
    public void WriteAnswer(EmbeddingAnswer answer, Utf8JsonWriter writer, EmbeddingWriteContext context) => AnswerWriter.Write(answer, writer, context);
}
