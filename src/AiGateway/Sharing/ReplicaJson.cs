using System.Text.Json.Serialization;

namespace AiGateway.Sharing;

/// <summary>Reads and writes it without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ReplicaInfo))]
internal sealed partial class ReplicaJson : JsonSerializerContext;
