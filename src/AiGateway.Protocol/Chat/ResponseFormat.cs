using System.Text.Json;

namespace AiGateway.Protocol.Chat;

/// <summary>The form the answer's text must have.</summary>
/// <param name="Kind">Free text, any JSON object, or JSON by schema.</param>
public sealed record ResponseFormat(ResponseFormatKind Kind)
{
    /// <summary>The schema's name, which OpenAI demands and others do not know.</summary>
    public string? Name { get; init; }

    /// <summary>What the schema is for, in words for the model.</summary>
    public string? Description { get; init; }

    /// <summary>The JSON schema, for <see cref="ResponseFormatKind.JsonSchema"/>.</summary>
    public JsonElement? Schema { get; init; }

    /// <summary>Whether the model must keep to the schema; null where not said.</summary>
    public bool? Strict { get; init; }
}
