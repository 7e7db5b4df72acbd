using System.Buffers;
using System.Text.Json;
using AiGateway.Protocol.Chat;

namespace AiGateway.Protocol.Formats.AnthropicMessages;

/// <summary>Anthropic's Messages API (<c>POST /v1/messages</c>), version 2023-06-01.</summary>
public sealed class AnthropicMessagesFormat : IWireFormat
{
    internal const string FormatName = "AnthropicMessages";

    private static readonly byte[] Ping = "event: ping\ndata: {\"type\": \"ping\"}\n\n"u8.ToArray();

    /// <inheritdoc/>
    public string Name => FormatName;

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> KeepAlive => Ping;

    /// <inheritdoc/>
    public ChatRequest ReadRequest(JsonElement body) => RequestReader.Read(body);

    /// <inheritdoc/>
    public void WriteRequest(ChatRequest request, Utf8JsonWriter writer, RequestWriteContext context)
    {
        try
        {
            new RequestWriter(request, writer, context).Write();
        }
        catch (InvalidOperationException)
        {
            throw new WireFormatException(GatewayError.InvalidRequest("The request contains a string that is not valid Unicode.", code: "invalid_value"));
        }
    }

    /// <inheritdoc/>
    public void ReadAnswer(JsonElement body, AnswerReadContext context, ICollection<ChatEvent> events) => new EventReader(context).ReadAnswer(body, events);

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
    public void WriteStreamError(GatewayError error, string requestId, IBufferWriter<byte> output) => Errors.WriteEvent(error, requestId, output);
}
