using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Embeddings;

namespace AiGateway.Protocol.Formats;

/// <summary>
/// One provider dialect of embeddings, in both directions; the counterpart of <see cref="IWireFormat"/>, which also reads and writes
/// the dialect's errors. Implementations are stateless and thread-safe.
/// </summary>
public interface IEmbeddingFormat
{
    /// <summary>The format's name, such as <c>OpenAIEmbeddings</c>.</summary>
    string Name { get; }

    /// <summary>How many inputs one call takes; a request with more must be cut into several before it is written.</summary>
    int MaxInputs { get; }

    /// <summary>Reads a caller's request.</summary>
    /// <exception cref="WireFormatException">A required field is missing, or a field has a type or value it cannot have (status 400, with the field's path).</exception>
    EmbeddingRequest ReadRequest(JsonElement body);

    /// <summary>Writes a request for a provider. What it cannot take is reported to the context's losses.</summary>
    /// <exception cref="WireFormatException">The request cannot be expressed, as with tokens where only texts are understood (status 400).</exception>
    void WriteRequest(EmbeddingRequest request, Utf8JsonWriter writer, RequestWriteContext context);

    /// <summary>Reads a provider's answer.</summary>
    /// <exception cref="JsonException">The body has not the shape of an answer.</exception>
    EmbeddingAnswer ReadAnswer(JsonElement body);

    /// <summary>Writes an answer for a caller.</summary>
    void WriteAnswer(EmbeddingAnswer answer, Utf8JsonWriter writer, EmbeddingWriteContext context);
}
