using System.Buffers;
using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Json;
using AiGateway.Protocol.Sse;

namespace AiGateway.Protocol.Formats.OpenAIChat;

/// <summary>Writes errors for callers.</summary>
internal static class ErrorWriter
{
    public static void Write(GatewayError error, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        WriteError(error, writer);
        writer.WriteEndObject();
    }

    /// <summary>A data frame without a name, and no <c>[DONE]</c> after it.</summary>
    /// <remarks>
    /// The SDKs raise at the <c>error</c>, all but .NET's, which takes the frame for a chunk without choices and the stream for one that
    /// ended well. At choices that are null it raises too; the others never look at them, since the error comes first.
    /// </remarks>
    public static void WriteEvent(GatewayError error, IBufferWriter<byte> output) => SseWriter.Write(output, default, JsonText.Write(writer =>
    {
        writer.WriteStartObject();
        WriteError(error, writer);
        writer.WriteNull("choices"u8);
        writer.WriteEndObject();
    }));

    private static void WriteError(GatewayError error, Utf8JsonWriter writer)
    {
        writer.WriteStartObject("error"u8);
        writer.WriteString("message"u8, error.Message);
        writer.WriteString("type"u8, error.Type);
        writer.WriteString("param"u8, error.Param);
        writer.WriteString("code"u8, error.Code);
        writer.WriteEndObject();
    }
}
