using System.Text.Json;
using System.Text.Json.Serialization;

namespace AiGateway.Explaining;

/// <summary>Writes answers, and reads requests, as the admin API and the command line have them.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(ExplainRequest))]
[JsonSerializable(typeof(ExplainAnswer))]
[JsonSerializable(typeof(string))]
internal sealed partial class ExplainJson : JsonSerializerContext;
