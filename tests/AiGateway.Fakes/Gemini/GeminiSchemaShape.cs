using System.Text.Json;
using AiGateway.Fakes.Schema;
using AiGateway.Fakes.Serving;
using static AiGateway.Fakes.Schema.Field;

namespace AiGateway.Fakes.Gemini;

/// <summary>Google's OpenAPI subset for <c>parameters</c> and <c>responseSchema</c>: no <c>$ref</c>, <c>const</c>, <c>additionalProperties</c> or lists of types.</summary>
internal sealed class GeminiSchemaShape : Shape
{
    private static readonly Shape Count = Either(Int(0), Text(1));

    private readonly ObjectShape _fields;

    public GeminiSchemaShape() => _fields = GeminiSchema.Message(
        May("type", OneOf(
            "STRING", "NUMBER", "INTEGER", "BOOLEAN", "ARRAY", "OBJECT", "NULL", "TYPE_UNSPECIFIED",
            "string", "number", "integer", "boolean", "array", "object", "null")),
        May("format", Text()),
        May("title", Text()),
        May("description", Text()),
        May("nullable", Bool),
        May("enum", List(Text())),
        May("items", this),
        May("minItems", Count),
        May("maxItems", Count),
        May("properties", Map(this)),
        May("propertyOrdering", List(Text())),
        May("required", List(Text())),
        May("minProperties", Count),
        May("maxProperties", Count),
        May("minLength", Count),
        May("maxLength", Count),
        May("pattern", Text()),
        May("minimum", Number()),
        May("maximum", Number()),
        May("anyOf", List(this)),
        May("example", Any),
        May("default", Any));

    public override string Name => "a Schema";

    public override bool Fits(JsonElement value) => value.ValueKind == JsonValueKind.Object;

    public override void Check(JsonElement value, JsonPath path)
    {
        _fields.Check(value, path);
        var type = value.Text("type")?.ToUpperInvariant();
        var properties = value.Get("properties");
        if (type == "OBJECT" && (properties is null || !properties.Value.EnumerateObject().Any()))
        {
            throw GeminiErrors.BadRequest($"* GenerateContentRequest.{path.Bracketed}.properties: should be non-empty for OBJECT type");
        }

        if (type == "ARRAY" && value.Get("items") is null)
        {
            throw GeminiErrors.BadRequest($"* GenerateContentRequest.{path.Bracketed}.items: missing field.");
        }

        if (value.Get("enum") is not null && type != "STRING")
        {
            throw GeminiErrors.BadRequest($"* GenerateContentRequest.{path.Bracketed}.enum: only allowed for STRING type");
        }

        if (type == "STRING" && value.Text("format") is not (null or "enum" or "date-time"))
        {
            throw GeminiErrors.BadRequest($"* GenerateContentRequest.{path.Bracketed}.format: only 'enum' and 'date-time' are supported for STRING type");
        }

        foreach (var (index, name) in value.Items("required").Index())
        {
            if (properties?.Get(name.GetString()!) is null)
            {
                throw GeminiErrors.BadRequest($"* GenerateContentRequest.{path.Bracketed}.required[{index}]: property is not defined");
            }
        }
    }
}
