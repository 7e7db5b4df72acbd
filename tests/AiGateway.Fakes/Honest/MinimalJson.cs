using System.Text.Json;
using System.Text.Json.Nodes;

namespace AiGateway.Fakes.Honest;

/// <summary>The smallest JSON value that conforms to a JSON schema, as far as schemas for tools and outputs go.</summary>
internal static class MinimalJson
{
    public static JsonNode? For(JsonElement schema) => For(schema, schema, 0);

    private static JsonNode? For(JsonElement schema, JsonElement root, int depth)
    {
        if (schema.ValueKind != JsonValueKind.Object || depth > 32)
        {
            return new JsonObject();
        }

        if (schema.TryGetProperty("$ref", out var reference) && Resolve(reference.GetString()!, root) is { } target)
        {
            return For(target, root, depth + 1);
        }

        if (schema.TryGetProperty("const", out var constant))
        {
            return JsonNode.Parse(constant.GetRawText());
        }

        if (schema.TryGetProperty("enum", out var values) && values.GetArrayLength() > 0)
        {
            return JsonNode.Parse(values[0].GetRawText());
        }

        foreach (var union in (string[])["anyOf", "oneOf", "allOf"])
        {
            if (schema.TryGetProperty(union, out var forms) && forms.GetArrayLength() > 0)
            {
                return For(forms[0], root, depth + 1);
            }
        }

        return OfType(TypeOf(schema), schema, root, depth);
    }

    private static JsonNode? OfType(string type, JsonElement schema, JsonElement root, int depth)
    {
        switch (type)
        {
            case "string":
                return JsonValue.Create(schema.TryGetProperty("minLength", out var length) ? new string('x', length.GetInt32()) : "text");
            case "integer" or "number":
                return JsonValue.Create(schema.TryGetProperty("minimum", out var minimum) ? minimum.GetDouble() : 1);
            case "boolean":
                return JsonValue.Create(true);
            case "null":
                return null;
            case "array":
                var list = new JsonArray();
                var count = schema.TryGetProperty("minItems", out var least) ? least.GetInt32() : 1;
                for (var i = 0; i < count && schema.TryGetProperty("items", out var item); i++)
                {
                    list.Add(For(item, root, depth + 1));
                }

                return list;
            default:
                var result = new JsonObject();
                if (schema.TryGetProperty("properties", out var properties))
                {
                    var required = schema.TryGetProperty("required", out var names) ? names.EnumerateArray().Select(name => name.GetString()).ToHashSet() : null;
                    foreach (var property in properties.EnumerateObject().Where(property => required is null || required.Contains(property.Name)))
                    {
                        result[property.Name] = For(property.Value, root, depth + 1);
                    }
                }

                return result;
        }
    }

    private static string TypeOf(JsonElement schema)
    {
        if (!schema.TryGetProperty("type", out var type))
        {
            return "object";
        }

        var name = type.ValueKind == JsonValueKind.Array
            ? type.EnumerateArray().Select(each => each.GetString()!).FirstOrDefault(each => each != "null") ?? "null"
            : type.GetString()!;
        return name.ToLowerInvariant();
    }

    private static JsonElement? Resolve(string reference, JsonElement root)
    {
        if (!reference.StartsWith('#'))
        {
            return null;
        }

        var target = root;
        foreach (var step in reference[1..].Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (target.ValueKind != JsonValueKind.Object || !target.TryGetProperty(step, out target))
            {
                return null;
            }
        }

        return target;
    }
}
