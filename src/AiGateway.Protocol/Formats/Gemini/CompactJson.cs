using System.Text;
using System.Text.Json;
using AiGateway.Protocol.Json;

namespace AiGateway.Protocol.Formats.Gemini;

/// <summary>Gives a value as JSON text without white space: Google indents its answers, and a call's arguments go on as text.</summary>
internal static class CompactJson
{
    public static string Of(JsonElement value) => Encoding.UTF8.GetString(JsonText.Write(value.WriteTo));
}
