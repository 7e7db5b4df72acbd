using System.Runtime.InteropServices;
using System.Text.Json;

namespace AiGateway.Protocol.Formats.AnthropicMessages;

/// <summary>Copies JSON as it was written.</summary>
internal static class RawJson
{
    /// <summary>Writes the element's own bytes. <see cref="JsonElement.WriteTo"/> would throw in mid-write at an escaped half of a surrogate pair, which models do put out.</summary>
    public static void WriteRawTo(this JsonElement element, Utf8JsonWriter writer) =>
        writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(element), skipInputValidation: true);
}
