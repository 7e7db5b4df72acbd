namespace AiGateway.Surfaces;

/// <summary>OpenAI's description of a model.</summary>
/// <param name="Id">The name to ask for.</param>
/// <param name="Object">Always <c>model</c>.</param>
/// <param name="Created">Unix seconds: when the configuration that names it came into force.</param>
/// <param name="OwnedBy">The provider that answers, or <c>aigateway</c> where several do.</param>
internal sealed record ModelEntry(string Id, string Object, long Created, string OwnedBy);
