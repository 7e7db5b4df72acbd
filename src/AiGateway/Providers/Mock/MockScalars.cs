using System.Text.Json;
using System.Text.Json.Nodes;
using AiGateway.Protocol.Json;

namespace AiGateway.Providers.Mock;

/// <summary>
/// Makes the strings, numbers and other leaves of a <see cref="MockSchema"/> value: considers <c>minLength</c>, <c>maxLength</c>, the common
/// <c>format</c>s, <c>minimum</c>, <c>maximum</c>, their exclusive kin and <c>multipleOf</c>.
/// </summary>
internal static class MockScalars
{
    private const long LongestString = 4096;

    /// <summary>The type of a value that keeps to all of these schemas: the first one named, else the one that the keywords belong to.</summary>
    public static string TypeOf(IReadOnlyList<JsonElement> facets)
    {
        foreach (var facet in facets)
        {
            if (facet.TryGet("type", out var type))
            {
                return type.ValueKind switch
                {
                    JsonValueKind.String => type.GetString()!,
                    JsonValueKind.Array when type.GetArrayLength() > 0 && type[0].ValueKind == JsonValueKind.String => type[0].GetString()!,
                    _ => "",
                };
            }
        }

        return Has(facets, "properties", "required", "additionalProperties") ? "object"
            : Has(facets, "items", "prefixItems", "minItems") ? "array"
            : Has(facets, "minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "multipleOf") ? "number"
            : "string";
    }

    /// <summary>Makes a leaf; false where the type is unknown or the limits leave none.</summary>
    public static bool TryMake(string type, IReadOnlyList<JsonElement> facets, out JsonNode? value)
    {
        value = null;
        switch (type)
        {
            case "null":
                return true;
            case "boolean":
                value = JsonValue.Create(false);
                return true;
            case "string" when TryMakeString(facets, out var text):
                value = JsonValue.Create(text);
                return true;
            case "integer" or "number" when MockNumber.TryMake(facets, type == "integer", out var number):
                value = JsonValue.Create(number);
                return true;
            default:
                return false;
        }
    }

    private static bool TryMakeString(IReadOnlyList<JsonElement> facets, out string text)
    {
        text = facets.Select(static facet => facet.StringOrNull("format")).FirstOrDefault(static format => format is not null) switch
        {
            "date-time" => "2000-01-01T00:00:00Z",
            "date" => "2000-01-01",
            "time" => "00:00:00Z",
            "duration" => "PT0S",
            "email" => "a@example.com",
            "hostname" => "example.com",
            "ipv4" => "127.0.0.1",
            "ipv6" => "::1",
            "uuid" => "00000000-0000-0000-0000-000000000000",
            "uri" => "https://example.com/",
            _ => "",
        };
        var shortest = facets.Max(static facet => facet.LongOrNull("minLength") ?? 0);
        var longest = facets.Min(static facet => facet.LongOrNull("maxLength") ?? long.MaxValue);
        if (shortest > LongestString || shortest > longest || text.Length > longest)
        {
            return false;
        }

        text = text.PadRight((int)shortest, 'x');
        return true;
    }

    private static bool Has(IReadOnlyList<JsonElement> facets, params string[] names) =>
        facets.Any(facet => System.Array.Exists(names, name => facet.TryGet(name, out _)));
}
