using System.Buffers;
using System.Text.Json;
using AiGateway.Protocol.Chat;

namespace AiGateway.Protocol.Formats.OpenAIChat;

/// <summary>OpenAI's <c>chat.completions</c>: what most callers speak, and with its quirks most providers.</summary>
/// <param name="quirks">What differs at the provider. Callers are always answered in OpenAI's own shape.</param>
public sealed class OpenAIChatFormat(OpenAIChatQuirks quirks) : IWireFormat
{
    internal const string FormatName = "OpenAIChat";

    private static readonly byte[] KeepAliveComment = ": keep-alive\n\n"u8.ToArray();

    /// <summary>The format as OpenAI itself speaks it.</summary>
    public OpenAIChatFormat()
        : this(OpenAIChatQuirks.OpenAI)
    {
    }

    /// <summary>What differs at the provider.</summary>
    public OpenAIChatQuirks Quirks { get; } = quirks;

    /// <inheritdoc/>
    public string Name => FormatName;

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> KeepAlive => KeepAliveComment;

    /// <inheritdoc/>
    public ChatRequest ReadRequest(JsonElement body) => RequestReader.Read(body);

    /// <inheritdoc/>
    public void WriteRequest(ChatRequest request, Utf8JsonWriter writer, RequestWriteContext context) =>
        new RequestWriter(request, writer, context, Quirks).Write();

    /// <inheritdoc/>
    public void ReadAnswer(JsonElement body, AnswerReadContext context, ICollection<ChatEvent> events) =>
        new EventReader(context, Quirks).ReadAnswer(body, events);

    /// <inheritdoc/>
    public IAnswerStreamReader CreateStreamReader(AnswerReadContext context) => new EventReader(context, Quirks);

    /// <inheritdoc/>
    public void WriteAnswer(ChatAnswer answer, Utf8JsonWriter writer, AnswerWriteContext context) =>
        AnswerWriter.Write(answer, writer, context);

    /// <inheritdoc/>
    public IAnswerStreamWriter CreateStreamWriter(AnswerWriteContext context) => new EventWriter(context);

    /// <inheritdoc/>
    public GatewayError ReadError(int status, ReadOnlySpan<byte> body) => ErrorReader.Read(status, body);

    /// <inheritdoc/>
    public void WriteError(GatewayError error, string requestId, Utf8JsonWriter writer) => ErrorWriter.Write(error, writer);

    /// <inheritdoc/>
    public void WriteStreamError(GatewayError error, string requestId, IBufferWriter<byte> output) => ErrorWriter.WriteEvent(error, output);
}
