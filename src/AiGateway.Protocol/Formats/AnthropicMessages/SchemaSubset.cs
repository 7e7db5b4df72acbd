using System.Collections.Frozen;
using System.Text.Json;

namespace AiGateway.Protocol.Formats.AnthropicMessages;

/// <summary>
/// Writes a JSON schema in the part of the language that structured outputs and strict tools take: every object closed, no bounds on
/// numbers, strings and arrays, <c>anyOf</c> for <c>oneOf</c>. What it asks less than the caller did is reported.
/// </summary>
/// <param name="losses">Receives the keywords left out.</param>
/// <param name="path">Where the schema stands in the caller's request.</param>
internal sealed class SchemaSubset(LossReport losses, string path)
{
    private static readonly FrozenSet<string> Refused = FrozenSet.Create(
        StringComparer.Ordinal,
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "minLength",
        "maxLength",
        "maxItems",
        "uniqueItems",
        "minProperties",
        "maxProperties");

    /// <summary>Writes the schema as the value of the property under way.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="writer">Where to.</param>
    /// <param name="description">What to describe it by where it does not itself; null for nothing.</param>
    public void Write(JsonElement schema, Utf8JsonWriter writer, string? description = null)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            schema.WriteRawTo(writer);
            return;
        }

        writer.WriteStartObject();
        if (description is not null && !schema.TryGetProperty("description", out _))
        {
            writer.WriteString("description", description);
        }

        var isObject = IsObject(schema);
        foreach (var keyword in schema.EnumerateObject())
        {
            if (IsRefused(keyword) || (isObject && keyword.NameEquals("additionalProperties")))
            {
                if (keyword.Value.ValueKind != JsonValueKind.False)
                {
                    losses.Drop($"{path}.{keyword.Name}");
                }

                continue;
            }

            WriteKeyword(keyword, writer);
        }

        if (isObject)
        {
            writer.WriteBoolean("additionalProperties", false);
        }

        writer.WriteEndObject();
    }

    private static bool IsRefused(JsonProperty keyword) =>
        Refused.Contains(keyword.Name) || (keyword.NameEquals("minItems") && !(keyword.Value.ValueKind == JsonValueKind.Number && keyword.Value.TryGetInt32(out var least) && least <= 1));

    private static bool IsObject(JsonElement schema)
    {
        if (!schema.TryGetProperty("type", out var type))
        {
            return schema.TryGetProperty("properties", out _);
        }

        return type.ValueKind switch
        {
            JsonValueKind.String => type.ValueEquals("object"),
            JsonValueKind.Array => type.EnumerateArray().Any(static one => one.ValueKind == JsonValueKind.String && one.ValueEquals("object")),
            _ => false,
        };
    }

    private void WriteKeyword(JsonProperty keyword, Utf8JsonWriter writer)
    {
        var name = keyword.NameEquals("oneOf") ? "anyOf" : keyword.Name;
        writer.WritePropertyName(name);
        switch (name)
        {
            case "properties" or "$defs" or "definitions" when keyword.Value.ValueKind == JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in keyword.Value.EnumerateObject())
                {
                    writer.WritePropertyName(member.Name);
                    Write(member.Value, writer);
                }

                writer.WriteEndObject();
                break;
            case "anyOf" or "allOf" or "prefixItems" when keyword.Value.ValueKind == JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var member in keyword.Value.EnumerateArray())
                {
                    Write(member, writer);
                }

                writer.WriteEndArray();
                break;
            case "items":
                Write(keyword.Value, writer);
                break;
            default:
                keyword.Value.WriteRawTo(writer);
                break;
        }
    }
}
