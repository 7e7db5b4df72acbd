using System.Buffers;
using System.Text.Json;
using AiGateway.Protocol.Chat;

namespace AiGateway.Protocol.Formats.Gemini;

/// <summary>Google's generateContent dialect as AI Studio speaks it (v1beta), which Vertex AI shares.</summary>
/// <remarks>
/// Model and streaming are said in the path, not in the body: <see cref="ReadRequest"/> takes a <c>model</c> field where one is
/// given and leaves the name empty otherwise, and always leaves <see cref="ChatRequest.Stream"/> false, for the caller to set.
/// </remarks>
public sealed class GeminiFormat : IWireFormat
{
    internal const string FormatName = "Gemini";

    // An answer with an empty piece of text. Neither a comment nor a blank line will do: @google/genai up to 1.20 at least matches
    // "data: " at the very start of its buffer and hangs behind both (measured 2026-11 with 1.20.0), and Google's Go SDK fails on
    // any line that does not begin with "data".
    private static readonly byte[] EmptyText = [.. "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"\"}],\"role\":\"model\"},\"index\":0}]}\r\n\r\n"u8];

    /// <inheritdoc/>
    public string Name => FormatName;

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> KeepAlive => EmptyText;

    /// <inheritdoc/>
    public ChatRequest ReadRequest(JsonElement body) => RequestReader.Read(body);

    /// <inheritdoc/>
    public void WriteRequest(ChatRequest request, Utf8JsonWriter writer, RequestWriteContext context) => RequestWriter.Write(request, writer, context);

    /// <inheritdoc/>
    public void ReadAnswer(JsonElement body, AnswerReadContext context, ICollection<ChatEvent> events) => new EventReader(context).ReadWhole(body, events);

    /// <inheritdoc/>
    public IAnswerStreamReader CreateStreamReader(AnswerReadContext context) => new EventReader(context);

    /// <inheritdoc/>
    public void WriteAnswer(ChatAnswer answer, Utf8JsonWriter writer, AnswerWriteContext context) => AnswerWriter.Write(answer, writer, context);

    /// <inheritdoc/>
    public IAnswerStreamWriter CreateStreamWriter(AnswerWriteContext context) => new EventWriter(context);

    /// <inheritdoc/>
    public GatewayError ReadError(int status, ReadOnlySpan<byte> body) => Errors.Read(status, body);

    /// <inheritdoc/>
    public void WriteError(GatewayError error, string requestId, Utf8JsonWriter writer) => Errors.Write(error, requestId, writer);

    /// <inheritdoc/>
    public void WriteStreamError(GatewayError error, string requestId, IBufferWriter<byte> output) => Errors.WriteInStream(error, requestId, output);
}
