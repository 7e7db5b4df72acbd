using System.Text.Encodings.Web;
using System.Text.Json;

namespace AiGateway.Fakes.Serving;

/// <summary>How the fakes write JSON: letters beyond ASCII as they are, like the real ones.</summary>
internal static class WireJson
{
    public static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
