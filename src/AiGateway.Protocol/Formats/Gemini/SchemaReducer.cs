using System.Text.Json;
using System.Text.Json.Nodes;

namespace AiGateway.Protocol.Formats.Gemini;

/// <summary>
/// Reduces a JSON schema to the part of OpenAPI 3.0's that models before 2.5 take: references are put in their place, <c>const</c>
/// becomes <c>enum</c>, a null type becomes <c>nullable</c>. Constraints that have no place are reported.
/// </summary>
/// <param name="root">The whole schema, in which references are looked up.</param>
/// <param name="losses">Receives what is left out.</param>
/// <param name="field">The schema's name for those reports.</param>
internal sealed class SchemaReducer(JsonElement root, LossReport losses, string field)
{
    // Deeper than any schema a model follows, and a bound for references that nest without end.
    private const int MaxDepth = 32;

    // References to schemas with references multiply: a kilobyte of them can stand for more than any memory holds.
    private const int MaxSchemas = 10_000;

    private static readonly HashSet<string> Copied = new(StringComparer.Ordinal)
    {
        "title", "description", "minItems", "maxItems", "minProperties", "maxProperties", "minimum", "maximum",
        "minLength", "maxLength", "pattern", "default", "nullable",
    };

    private static readonly HashSet<string> Formats = new(StringComparer.Ordinal) { "enum", "date-time", "int32", "int64", "float", "double" };

    // They say nothing about values, or are dealt with by themselves.
    private static readonly HashSet<string> Silent = new(StringComparer.Ordinal)
    {
        "$schema", "$id", "$anchor", "$comment", "$defs", "definitions", "$ref", "type", "const", "enum", "format", "properties", "required",
        "items", "anyOf", "oneOf", "allOf", "example", "examples", "propertyOrdering", "readOnly", "writeOnly", "deprecated",
    };

    private readonly HashSet<string> _path = new(StringComparer.Ordinal);
    private int _schemas;

    /// <summary>The reduced schema.</summary>
    public static JsonObject Reduce(JsonElement schema, LossReport losses, string field) => new SchemaReducer(schema, losses, field).Reduce(schema, 0);

    private JsonObject Reduce(JsonElement schema, int depth)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            return new JsonObject { ["type"] = "object" };
        }

        if (depth > MaxDepth || ++_schemas > MaxSchemas)
        {
            losses.Drop(field);
            return new JsonObject { ["type"] = "object" };
        }

        if (schema.TryGetProperty("$ref", out var reference) && reference.ValueKind == JsonValueKind.String)
        {
            return Follow(schema, reference.GetString()!, depth);
        }

        var result = new JsonObject();
        ReduceType(schema, result);
        foreach (var member in schema.EnumerateObject())
        {
            if (Copied.Contains(member.Name))
            {
                result[member.Name] = JsonNode.Parse(member.Value.GetRawText());
            }
            else if (!Silent.Contains(member.Name))
            {
                losses.Drop($"{field}.{member.Name}");
            }
        }

        ReduceValues(schema, result);
        ReduceObject(schema, result, depth);
        ReduceArray(schema, result, depth);
        ReduceBranches(schema, result, depth);
        return result;
    }

    private JsonObject Follow(JsonElement schema, string reference, int depth)
    {
        if (Find(reference) is not { } target || !_path.Add(reference))
        {
            // A schema that contains itself has no end when written out; any object stands for its next turn.
            losses.Drop($"{field}.$ref");
            return new JsonObject { ["type"] = "object" };
        }

        var result = Reduce(target, depth + 1);
        _path.Remove(reference);
        if (schema.TryGetProperty("description", out var description) && description.ValueKind == JsonValueKind.String)
        {
            result["description"] = description.GetString();
        }

        return result;
    }

    private JsonElement? Find(string reference)
    {
        if (reference == "#")
        {
            return root;
        }

        if (!reference.StartsWith("#/", StringComparison.Ordinal))
        {
            return null;
        }

        var at = root;
        foreach (var step in reference[2..].Split('/'))
        {
            var name = Uri.UnescapeDataString(step).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at))
            {
                return null;
            }
        }

        return at;
    }

    private static void ReduceType(JsonElement schema, JsonObject result)
    {
        if (!schema.TryGetProperty("type", out var type))
        {
            var implied = schema.TryGetProperty("properties", out _) ? "object" : schema.TryGetProperty("items", out _) ? "array" : null;
            if (implied is not null)
            {
                result["type"] = implied;
            }

            return;
        }

        if (type.ValueKind == JsonValueKind.String)
        {
            result["type"] = type.GetString()!.ToLowerInvariant();
            return;
        }

        if (type.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        var names = type.EnumerateArray().Where(static t => t.ValueKind == JsonValueKind.String).Select(static t => t.GetString()!.ToLowerInvariant()).ToList();
        if (names.Remove("null"))
        {
            result["nullable"] = true;
        }

        if (names.Count == 1)
        {
            result["type"] = names[0];
        }
        else if (names.Count > 1)
        {
            result["anyOf"] = new JsonArray([.. names.Select(static name => (JsonNode)new JsonObject { ["type"] = name })]);
        }
    }

    private void ReduceValues(JsonElement schema, JsonObject result)
    {
        if (schema.TryGetProperty("format", out var format) && format.ValueKind == JsonValueKind.String)
        {
            if (Formats.Contains(format.GetString()!))
            {
                result["format"] = format.GetString();
            }
            else
            {
                losses.Drop($"{field}.format");
            }
        }

        var isConst = schema.TryGetProperty("const", out var constant);
        var values = isConst ? [constant] : schema.TryGetProperty("enum", out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().ToList() : [];
        if (values.RemoveAll(static value => value.ValueKind == JsonValueKind.Null) > 0)
        {
            result["nullable"] = true;
        }

        if (values.Count == 0)
        {
            return;
        }

        // Only texts can be enumerated.
        if (values.TrueForAll(static value => value.ValueKind == JsonValueKind.String))
        {
            result["type"] = "string";
            result["enum"] = new JsonArray([.. values.Select(static value => (JsonNode)value.GetString()!)]);
        }
        else
        {
            losses.Drop($"{field}.{(isConst ? "const" : "enum")}");
        }
    }

    private void ReduceObject(JsonElement schema, JsonObject result, int depth)
    {
        var properties = new JsonObject();
        if (schema.TryGetProperty("properties", out var given) && given.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in given.EnumerateObject())
            {
                properties[property.Name] = Reduce(property.Value, depth + 1);
            }

            result["properties"] = properties;
        }

        if (schema.TryGetProperty("required", out var required) && required.ValueKind == JsonValueKind.Array)
        {
            var names = required.EnumerateArray().Where(name => name.ValueKind == JsonValueKind.String && properties.ContainsKey(name.GetString()!))
                .Select(static name => (JsonNode)name.GetString()!).ToArray();
            if (names.Length > 0)
            {
                result["required"] = new JsonArray(names);
            }
        }
    }

    private void ReduceArray(JsonElement schema, JsonObject result, int depth)
    {
        if (schema.TryGetProperty("items", out var items) && items.ValueKind == JsonValueKind.Object)
        {
            result["items"] = Reduce(items, depth + 1);
        }
        else if (result["type"]?.GetValue<string>() == "array")
        {
            // An array without items is refused.
            result["items"] = new JsonObject { ["type"] = "string" };
        }
    }

    private void ReduceBranches(JsonElement schema, JsonObject result, int depth)
    {
        var branches = new List<JsonObject>();
        foreach (var name in (ReadOnlySpan<string>)["anyOf", "oneOf"])
        {
            foreach (var branch in Elements(schema, name))
            {
                if (branch.ValueKind == JsonValueKind.Object && branch.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("null"))
                {
                    result["nullable"] = true;
                }
                else
                {
                    branches.Add(Reduce(branch, depth + 1));
                }
            }
        }

        if (branches.Count == 1)
        {
            Merge(branches[0], result);
        }
        else if (branches.Count > 1)
        {
            result["anyOf"] = new JsonArray([.. branches]);
        }

        foreach (var part in Elements(schema, "allOf"))
        {
            Merge(Reduce(part, depth + 1), result);
        }
    }

    private static JsonElement.ArrayEnumerator Elements(JsonElement schema, string name) =>
        schema.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : default;

    /// <summary>Adds one schema's members to another's: properties and required names are joined, what both have stays.</summary>
    private static void Merge(JsonObject from, JsonObject into)
    {
        foreach (var (name, value) in from)
        {
            switch (name)
            {
                case "properties" when into[name] is JsonObject properties:
                    foreach (var (property, schema) in (JsonObject)value!)
                    {
                        properties.TryAdd(property, schema?.DeepClone());
                    }

                    break;
                case "required" when into[name] is JsonArray required:
                    foreach (var item in (JsonArray)value!)
                    {
                        required.Add(item?.DeepClone());
                    }

                    break;
                default:
                    into.TryAdd(name, value?.DeepClone());
                    break;
            }
        }
    }
}
