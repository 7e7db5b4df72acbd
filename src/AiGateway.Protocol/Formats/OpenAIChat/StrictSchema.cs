using System.Text.Json;
using AiGateway.Protocol.Json;

namespace AiGateway.Protocol.Formats.OpenAIChat;

/// <summary>
/// Tells whether a schema keeps OpenAI's rules for <c>strict</c>: every object closed by <c>additionalProperties: false</c>, and every
/// property required. Other formats are strict without them, and OpenAI would answer such a schema with a 400.
/// </summary>
internal static class StrictSchema
{
    public static bool Fits(JsonElement? schema) => schema is { ValueKind: JsonValueKind.Object } element && FitsObject(element);

    private static bool FitsObject(JsonElement schema)
    {
        if (IsObject(schema) && !(IsClosed(schema) && RequiresAll(schema)))
        {
            return false;
        }

        foreach (var member in schema.EnumerateObject())
        {
            var fits = member.Name switch
            {
                "properties" or "$defs" or "definitions" => member.Value.ValueKind != JsonValueKind.Object || member.Value.EnumerateObject().All(static p => FitsAny(p.Value)),
                "items" or "not" => FitsAny(member.Value),
                "anyOf" => member.Value.ValueKind != JsonValueKind.Array || member.Value.EnumerateArray().All(FitsAny),
                "oneOf" or "allOf" or "patternProperties" => false,
                _ => true,
            };
            if (!fits)
            {
                return false;
            }
        }

        return true;
    }

    private static bool FitsAny(JsonElement schema) => schema.ValueKind != JsonValueKind.Object || FitsObject(schema);

    private static bool IsObject(JsonElement schema) =>
        schema.TryGet("properties", out _)
        || (schema.TryGet("type", out var type)
            && (type.ValueKind == JsonValueKind.Array
                ? type.EnumerateArray().Any(static t => t.ValueKind == JsonValueKind.String && t.ValueEquals("object"u8))
                : type.ValueKind == JsonValueKind.String && type.ValueEquals("object"u8)));

    private static bool IsClosed(JsonElement schema) =>
        schema.TryGet("additionalProperties", out var additional) && additional.ValueKind == JsonValueKind.False;

    private static bool RequiresAll(JsonElement schema)
    {
        if (!schema.TryGet("properties", out var properties) || properties.ValueKind != JsonValueKind.Object)
        {
            return true;
        }

        var required = schema.TryGet("required", out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Select(static name => name.ToString()).ToHashSet(StringComparer.Ordinal)
            : [];
        return properties.EnumerateObject().All(property => required.Contains(property.Name));
    }
}
