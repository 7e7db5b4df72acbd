using System.Text.Json;
using AiGateway.Protocol.Chat;

namespace AiGateway.Protocol.Formats;

/// <summary>
/// One provider dialect of chat, in both directions: read by the gateway from callers and from providers, written by it to both.
/// Knows no host, no credential and no clock. Implementations are stateless and thread-safe.
/// </summary>
public interface IWireFormat
{
    /// <summary>The format's name, such as <c>OpenAIChat</c>.</summary>
    string Name { get; }

    /// <summary>Bytes that keep a caller's stream of this format alive and mean nothing to its client; empty where there are none.</summary>
    ReadOnlyMemory<byte> KeepAlive { get; }

    /// <summary>Reads a caller's request.</summary>
    /// <param name="body">The JSON body, an object without duplicate names.</param>
    /// <exception cref="WireFormatException">A required field is missing, or a field has a type or value it cannot have (status 400, with the field's path).</exception>
    ChatRequest ReadRequest(JsonElement body);

    /// <summary>Writes a request for a provider. What it cannot take is reported to the context's losses.</summary>
    /// <exception cref="WireFormatException">The request cannot be expressed without changing what it asks (status 400).</exception>
    void WriteRequest(ChatRequest request, Utf8JsonWriter writer, RequestWriteContext context);

    /// <summary>Reads a provider's JSON answer as the events that its stream would have carried.</summary>
    /// <param name="body">The JSON body; an error inside a 200 becomes <see cref="ChatEvent.Failed"/>.</param>
    /// <param name="context">What the reader may need beyond the bytes.</param>
    /// <param name="events">Receives the events in order.</param>
    /// <exception cref="JsonException">The body has not the shape of an answer.</exception>
    void ReadAnswer(JsonElement body, AnswerReadContext context, ICollection<ChatEvent> events);

    /// <summary>Begins to read a provider's stream.</summary>
    IAnswerStreamReader CreateStreamReader(AnswerReadContext context);

    /// <summary>Writes a whole answer for a caller.</summary>
    void WriteAnswer(ChatAnswer answer, Utf8JsonWriter writer, AnswerWriteContext context);

    /// <summary>Begins to write a stream for a caller.</summary>
    IAnswerStreamWriter CreateStreamWriter(AnswerWriteContext context);

    /// <summary>Reads the body of a provider's error answer. Never throws: what is no error of this format becomes one by its status.</summary>
    /// <param name="status">The HTTP status, 400 to 599.</param>
    /// <param name="body">The body, possibly empty, HTML, or cut short.</param>
    /// <returns>The error in OpenAI's words; its status may differ where the provider's own misleads (Gemini's 400 for a bad key is a 401).</returns>
    GatewayError ReadError(int status, ReadOnlySpan<byte> body);

    /// <summary>Writes an error answer for a caller.</summary>
    void WriteError(GatewayError error, string requestId, Utf8JsonWriter writer);

    /// <summary>Writes an error as an event inside a caller's stream that has already begun.</summary>
    void WriteStreamError(GatewayError error, string requestId, System.Buffers.IBufferWriter<byte> output);
}
