using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AiGateway.Protocol.Json;

/// <summary>The one way in which this library writes and parses JSON.</summary>
public static class JsonText
{
    /// <summary>Compact output that escapes only what JSON demands: what we write is read by JSON parsers, never by a browser's HTML parser.</summary>
    public static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Strict input: no comments, no trailing commas, no duplicate names, 64 levels.</summary>
    public static readonly JsonDocumentOptions ParseOptions = new() { AllowDuplicateProperties = false, MaxDepth = 64 };

    /// <summary>Writes JSON into a new array.</summary>
    public static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            write(writer);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Parses JSON text that should be an object, such as a tool call's arguments.</summary>
    /// <returns>False where it is invalid or no object.</returns>
    public static bool TryParseObject(string text, out JsonElement value)
    {
        try
        {
            value = JsonElement.Parse(text);
            return value.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            value = default;
            return false;
        }
    }
}
