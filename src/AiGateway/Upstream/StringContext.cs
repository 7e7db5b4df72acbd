using System.Text.Json.Serialization;

namespace AiGateway.Upstream;

/// <summary>Writes strings as JSON without reflection.</summary>
[JsonSerializable(typeof(string))]
internal sealed partial class StringContext : JsonSerializerContext;
