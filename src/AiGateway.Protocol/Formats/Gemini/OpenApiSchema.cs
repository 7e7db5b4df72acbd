using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AiGateway.Protocol.Formats.Gemini;

/// <summary>Reads Gemini's own schemas (a part of OpenAPI 3.0's, types in capitals) as JSON schemas.</summary>
internal static class OpenApiSchema
{
    private static readonly string[] Counts = ["minItems", "maxItems", "minLength", "maxLength", "minProperties", "maxProperties"];

    /// <summary>The same schema in JSON schema's words.</summary>
    public static JsonElement ToJsonSchema(JsonElement schema)
    {
        var node = JsonNode.Parse(schema.GetRawText());
        Convert(node);
        return JsonElement.Parse(node?.ToJsonString() ?? "{}");
    }

    private static void Convert(JsonNode? node)
    {
        if (node is not JsonObject schema)
        {
            return;
        }

        if (schema["type"] is JsonValue type && type.TryGetValue<string>(out var name))
        {
            ConvertType(schema, name.ToLowerInvariant());
        }

        foreach (var count in Counts)
        {
            // 64-bit numbers are strings in Google's JSON.
            if (schema[count] is JsonValue value && value.TryGetValue<string>(out var digits) && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                schema[count] = number;
            }
        }

        schema.Remove("propertyOrdering");
        Convert(schema["items"]);
        foreach (var (_, property) in schema["properties"] as JsonObject ?? [])
        {
            Convert(property);
        }

        foreach (var branch in schema["anyOf"] as JsonArray ?? [])
        {
            Convert(branch);
        }
    }

    private static void ConvertType(JsonObject schema, string type)
    {
        var nullable = schema["nullable"] is JsonValue value && value.TryGetValue<bool>(out var yes) && yes;
        schema.Remove("nullable");
        if (type == "type_unspecified")
        {
            schema.Remove("type");
        }
        else
        {
            schema["type"] = nullable ? new JsonArray(type, "null") : type;
        }
    }
}
