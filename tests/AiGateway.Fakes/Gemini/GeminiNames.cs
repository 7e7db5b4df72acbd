using System.Text.Json;
using System.Text.Json.Nodes;
using AiGateway.Fakes.Serving;

namespace AiGateway.Fakes.Gemini;

/// <summary>Google reads each field in camelCase and in snake_case; the rest of the fake knows camelCase alone.</summary>
internal static class GeminiNames
{
    // What the caller names itself is left as it is.
    private static readonly HashSet<string> Free = new(StringComparer.Ordinal)
    {
        "args", "response", "properties", "parametersJsonSchema", "responseJsonSchema", "labels", "example", "default", "partMetadata",
    };

    /// <summary>The body with all names in camelCase.</summary>
    /// <exception cref="Refusal">A field comes in both spellings.</exception>
    public static JsonElement Canonical(JsonElement body) => JsonElement.Parse((Convert(body) ?? new JsonObject()).ToJsonString());

    /// <summary>A snake_case name in camelCase; any other name as it is.</summary>
    public static string Camel(string name)
    {
        var words = name.Split('_');
        return words.Contains("") ? name : words[0] + string.Concat(words.Skip(1).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
    }

    private static JsonNode? Convert(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var result = new JsonObject();
                foreach (var property in element.EnumerateObject())
                {
                    var name = Camel(property.Name);
                    var value = Free.Contains(name) ? FreeForm(name, property.Value) : Convert(property.Value);
                    if (!result.TryAdd(name, value))
                    {
                        throw GeminiErrors.NotJson($"Duplicate field \"{property.Name}\".");
                    }
                }

                return result;
            case JsonValueKind.Array:
                return new JsonArray([.. element.EnumerateArray().Select(Convert)]);
            default:
                return JsonNode.Parse(element.GetRawText());
        }
    }

    /// <summary>A schema's properties are named freely, but each is a schema again.</summary>
    private static JsonNode? FreeForm(string name, JsonElement value)
    {
        if (name != "properties" || value.ValueKind != JsonValueKind.Object)
        {
            return JsonNode.Parse(value.GetRawText());
        }

        var result = new JsonObject();
        foreach (var property in value.EnumerateObject())
        {
            result[property.Name] = Convert(property.Value);
        }

        return result;
    }
}
