using System.Text.Json.Serialization;

namespace AiGateway.Surfaces;

/// <summary>OpenAI's list of models.</summary>
/// <param name="Data">The models.</param>
internal sealed record ModelList(IReadOnlyList<ModelEntry> Data)
{
    /// <summary>Always <c>list</c>.</summary>
    public string Object => "list";
}

/// <summary>OpenAI's description of a model.</summary>
/// <param name="Id">The name to ask for.</param>
/// <param name="Object">Always <c>model</c>.</param>
/// <param name="Created">Unix seconds: when the configuration that names it came into force.</param>
/// <param name="OwnedBy">The provider that answers, or <c>aigateway</c> where several do.</param>
internal sealed record ModelEntry(string Id, string Object, long Created, string OwnedBy);

/// <summary>Writes them without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ModelList))]
internal sealed partial class ModelJson : JsonSerializerContext;
