using System.Text.Json;
using AiGateway.Fakes.Serving;

namespace AiGateway.Fakes.OpenAI;

/// <summary>What OpenAI demands of the JSON schemas of tools and structured outputs.</summary>
internal static class OpenAISchemaRules
{
    /// <summary>What is wrong with a schema, or null. Strict schemas close every object and require every property.</summary>
    public static string? Problem(JsonElement schema, bool strict)
    {
        if (schema.Get("type") is not { ValueKind: JsonValueKind.String } type || type.GetString() != "object")
        {
            // An empty object stands for a function without parameters.
            return !strict && !schema.EnumerateObject().Any() ? null : "schema must be a JSON Schema of 'type: \"object\"'.";
        }

        return strict ? StrictProblem(schema, "()") : null;
    }

    private static string? StrictProblem(JsonElement schema, string context)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        if (IsObject(schema))
        {
            if (schema.Get("additionalProperties") is not { ValueKind: JsonValueKind.False })
            {
                return $"In context={context}, 'additionalProperties' is required to be supplied and to be false.";
            }

            var required = schema.Get("required") is { } names ? names.EnumerateArray().Select(name => name.GetString()).ToHashSet() : [];
            if (schema.Get("properties") is { } properties && properties.EnumerateObject().Select(property => property.Name).FirstOrDefault(name => !required.Contains(name)) is { } missing)
            {
                return $"In context={context}, 'required' is required to be supplied and to be an array including every key in properties. Missing '{missing}'.";
            }
        }

        return schema.EnumerateObject()
            .SelectMany(member => member.Value.ValueKind == JsonValueKind.Array ? member.Value.EnumerateArray().Select(item => (member.Name, item)) : [(member.Name, member.Value)])
            .Where(member => member.Name is "items" or "anyOf")
            .Select(member => StrictProblem(member.Item2, $"('{member.Name}')"))
            .Concat(Maps(schema).SelectMany(map => map.EnumerateObject()).Select(member => StrictProblem(member.Value, $"('properties', '{member.Name}')")))
            .FirstOrDefault(problem => problem is not null);
    }

    private static bool IsObject(JsonElement schema) => schema.Get("type") switch
    {
        { ValueKind: JsonValueKind.String } type => type.GetString() == "object",
        { ValueKind: JsonValueKind.Array } types => types.EnumerateArray().Any(type => type.ValueEquals("object")),
        _ => schema.Get("properties") is not null,
    };

    private static IEnumerable<JsonElement> Maps(JsonElement schema) =>
        new[] { schema.Get("properties"), schema.Get("$defs"), schema.Get("definitions") }
            .Where(map => map is { ValueKind: JsonValueKind.Object }).Select(map => map!.Value);
}
