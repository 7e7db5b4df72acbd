using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AiGateway.Explaining;

/// <summary>A request to be explained: what a caller would send, or as much of it as is known.</summary>
internal sealed record ExplainRequest
{
    /// <summary>The model asked for; it takes the place of the body's own.</summary>
    public string? Model { get; init; }

    /// <summary>The id of the caller's key; null for a caller without one.</summary>
    public string? Key { get; init; }

    /// <summary>The address that the request comes from; null where the key's networks are not to be looked at.</summary>
    [JsonConverter(typeof(AddressConverter))]
    public IPAddress? From { get; init; }

    /// <summary>The surface called, by its <see cref="Exchanges.Surface.Id"/>.</summary>
    /// <value>Default: <c>chat</c>.</value>
    public string Surface { get; init; } = "chat";

    /// <summary>The body; null for the shortest that the surface takes.</summary>
    public JsonElement? Body { get; init; }

    /// <summary>The body byte for byte, whatever it is; comes before <see cref="Body"/>. Not public, or a request in JSON could have it.</summary>
    internal byte[]? Bytes { get; init; }

    /// <summary>Whether a stream is asked for; null for what the body says.</summary>
    public bool? Stream { get; init; }

    /// <summary>The request's headers. A credential among them is not looked at.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the answer shows the body that each target would get.</summary>
    public bool ShowBodies { get; init; }
}
