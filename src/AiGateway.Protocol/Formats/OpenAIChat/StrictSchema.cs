using System.Collections.Frozen;
using System.Text.Json;

namespace AiGateway.Protocol.Formats.OpenAIChat;

/// <summary>
/// The part of JSON schema that OpenAI's strict mode takes; it answers 400 to any other. The other formats' strict modes ask for less, so that
/// their callers' schemas have to be looked at.
/// </summary>
/// <remarks>Source: OpenAI's guide to structured outputs, "supported schemas", as of 2026-08.</remarks>
internal static class StrictSchema
{
    private static readonly FrozenSet<string> Refused = FrozenSet.Create(
        StringComparer.Ordinal,
        "allOf",
        "oneOf",
        "not",
        "if",
        "then",
        "else",
        "dependentRequired",
        "dependentSchemas",
        "patternProperties",
        "propertyNames",
        "unevaluatedProperties",
        "unevaluatedItems");

    /// <summary>Whether a schema is taken whole: an object at its root, every object closed, and every property required.</summary>
    public static bool Takes(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("type", out var type) && Names(type, "object") && IsTaken(schema);

    private static bool IsTaken(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        if (IsObject(schema) && !IsClosed(schema))
        {
            return false;
        }

        foreach (var keyword in schema.EnumerateObject())
        {
            var taken = keyword.Name switch
            {
                "properties" or "$defs" or "definitions" => keyword.Value.ValueKind == JsonValueKind.Object
                    && keyword.Value.EnumerateObject().All(static member => IsTaken(member.Value)),
                "anyOf" => keyword.Value.ValueKind == JsonValueKind.Array && keyword.Value.EnumerateArray().All(IsTaken),
                "items" => IsTaken(keyword.Value),
                var name => !Refused.Contains(name),
            };
            if (!taken)
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsObject(JsonElement schema) =>
        schema.TryGetProperty("type", out var type) ? Names(type, "object") : schema.TryGetProperty("properties", out _);

    private static bool IsClosed(JsonElement schema)
    {
        if (!schema.TryGetProperty("additionalProperties", out var more) || more.ValueKind != JsonValueKind.False)
        {
            return false;
        }

        if (!schema.TryGetProperty("properties", out var properties) || properties.ValueKind != JsonValueKind.Object)
        {
            return true;
        }

        var required = schema.TryGetProperty("required", out var names) && names.ValueKind == JsonValueKind.Array
            ? names.EnumerateArray().Where(static name => name.ValueKind == JsonValueKind.String).Select(static name => name.GetString()!).ToHashSet(StringComparer.Ordinal)
            : [];
        return properties.EnumerateObject().All(property => required.Contains(property.Name));
    }

    private static bool Names(JsonElement type, string name) => type.ValueKind switch
    {
        JsonValueKind.String => type.ValueEquals(name),
        JsonValueKind.Array => type.EnumerateArray().Any(one => one.ValueKind == JsonValueKind.String && one.ValueEquals(name)),
        _ => false,
    };
}
