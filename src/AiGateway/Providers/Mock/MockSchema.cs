using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Json;

namespace AiGateway.Providers.Mock;

/// <summary>Makes a small JSON value that conforms to a JSON schema.</summary>
/// <remarks>
/// Considers <c>const</c>, <c>enum</c>, <c>type</c>, <c>required</c>, <c>properties</c>, <c>additionalProperties</c>, <c>items</c>,
/// <c>prefixItems</c>, <c>minItems</c>, <c>anyOf</c> and <c>oneOf</c> (the first alternative that has a value), <c>allOf</c>, local
/// <c>$ref</c>s, and what <see cref="MockScalars"/> does; other keywords are not looked at. Work is bounded by <see cref="MaxSteps"/>.
/// </remarks>
internal sealed class MockSchema
{
    /// <summary>How many values and alternatives are tried before the schema is given up.</summary>
    public const int MaxSteps = 10_000;

    // Below the depth that JSON is written to.
    private const int MaxDepth = 48;

    private static readonly JsonSerializerOptions Compact = new() { Encoder = JsonText.WriterOptions.Encoder };
    private static readonly JsonElement Anything = JsonElement.Parse("{}");

    private readonly JsonElement _root;
    private int _steps;

    private MockSchema(JsonElement root) => _root = root;

    /// <summary>Makes the value, as compact JSON.</summary>
    /// <param name="schema">The schema, to which <c>$ref</c>s are relative.</param>
    /// <param name="path">Where the schema stands in the request.</param>
    /// <exception cref="WireFormatException">No value was found: there is none, or it is too large, or a <c>$ref</c> leads nowhere.</exception>
    public static string Minimal(JsonElement schema, string path) =>
        new MockSchema(schema).TryMake([schema], new Place(0, ["#"]), out var value)
            ? value?.ToJsonString(Compact) ?? "null"
            : throw JsonRead.Invalid(path, "the mock finds no value that conforms to this schema.");

    /// <summary>Finds a value for schemas that hold all at once, first taking in what they refer to.</summary>
    private bool TryMake(ImmutableStack<JsonElement> pending, Place place, out JsonNode? value) => TryMake(pending, [], place, out value);

    private bool TryMake(ImmutableStack<JsonElement> pending, ImmutableList<JsonElement> facets, Place place, out JsonNode? value)
    {
        value = null;
        if (++_steps > MaxSteps || place.Depth > MaxDepth || place.Refs.Count > MaxDepth)
        {
            return false;
        }

        while (!pending.IsEmpty)
        {
            pending = pending.Pop(out var schema);
            if (schema.ValueKind == JsonValueKind.True)
            {
                continue;
            }

            if (schema.ValueKind != JsonValueKind.Object)
            {
                return false;
            }

            facets = facets.Add(schema);
            if (schema.StringOrNull("$ref") is { } reference)
            {
                // A smallest value never holds itself, so a reference met again on the way down is a dead end.
                if (place.Refs.Contains(reference) || !MockPointer.TryResolve(_root, reference, out var target))
                {
                    return false;
                }

                place = place with { Refs = place.Refs.Add(reference) };
                pending = pending.Push(target);
            }

            foreach (var part in Items(schema, "allOf"))
            {
                pending = pending.Push(part);
            }

            if ((schema.TryGet("anyOf", out var alternatives) || schema.TryGet("oneOf", out alternatives)) && alternatives.ValueKind == JsonValueKind.Array)
            {
                foreach (var alternative in alternatives.EnumerateArray())
                {
                    if (TryMake(pending.Push(alternative), facets, place, out value))
                    {
                        return true;
                    }
                }

                return false;
            }
        }

        return TryMakeOf(facets, place, out value);
    }

    private bool TryMakeOf(ImmutableList<JsonElement> facets, Place place, out JsonNode? value)
    {
        if (facets.Exists(static facet => facet.TryGetProperty("const", out _) || facet.TryGet("enum", out _)))
        {
            return TryPick(facets, out value);
        }

        switch (MockScalars.TypeOf(facets))
        {
            case "object":
                return TryMakeObject(facets, place, out value);
            case "array":
                return TryMakeArray(facets, place, out value);
            case var type:
                return MockScalars.TryMake(type, facets, out value);
        }
    }

    private static bool TryPick(ImmutableList<JsonElement> facets, out JsonNode? value)
    {
        var lists = facets
            .Select(static facet => facet.TryGetProperty("const", out var only) ? [only] : Items(facet, "enum").ToArray())
            .Where(static list => list.Length > 0)
            .ToArray();
        foreach (var candidate in lists.Length > 0 ? lists[0] : [])
        {
            if (Array.TrueForAll(lists, list => Array.Exists(list, item => JsonElement.DeepEquals(item, candidate))))
            {
                value = JsonNode.Parse(candidate.GetRawText());
                return true;
            }
        }

        value = null;
        return false;
    }

    private bool TryMakeObject(ImmutableList<JsonElement> facets, Place place, out JsonNode? value)
    {
        value = null;
        var required = facets
            .SelectMany<JsonElement, JsonElement>(static facet => Items(facet, "required"))
            .Where(static name => name.ValueKind == JsonValueKind.String)
            .Select(static name => name.GetString()!)
            .ToHashSet(StringComparer.Ordinal);
        var declared = facets.SelectMany<JsonElement, JsonProperty>(static facet =>
            facet.TryGet("properties", out var properties) && properties.ValueKind == JsonValueKind.Object ? properties.EnumerateObject() : default);
        var result = new JsonObject();
        foreach (var name in declared.Select(static property => property.Name).Where(required.Contains).Concat(required).Distinct(StringComparer.Ordinal))
        {
            var schemas = facets.Select(facet => PropertyOf(facet, name));
            if (!TryMake([.. schemas], place.Below(), out var item))
            {
                return false;
            }

            result[name] = item;
        }

        value = result;
        return true;
    }

    private static JsonElement PropertyOf(JsonElement facet, string name)
    {
        if (facet.TryGet("properties", out var properties) && properties.TryGet(name, out var schema))
        {
            return schema;
        }

        return facet.TryGet("additionalProperties", out var others) ? others : Anything;
    }

    private bool TryMakeArray(ImmutableList<JsonElement> facets, Place place, out JsonNode? value)
    {
        value = null;
        var count = facets.Max(static facet => facet.LongOrNull("minItems") ?? 0);
        var result = new JsonArray();
        for (var index = 0; index < count; index++)
        {
            var schemas = facets.Select(facet => ItemOf(facet, index));
            if (!TryMake([.. schemas], place.Below(), out var item))
            {
                return false;
            }

            result.Add(item);
        }

        value = result;
        return true;
    }

    private static JsonElement ItemOf(JsonElement facet, int index)
    {
        if (facet.TryGet("prefixItems", out var first) && first.ValueKind == JsonValueKind.Array && index < first.GetArrayLength())
        {
            return first[index];
        }

        return facet.TryGet("items", out var items) ? items : Anything;
    }

    private static JsonElement.ArrayEnumerator Items(JsonElement schema, string name) =>
        schema.TryGet(name, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : default;

    /// <summary>Where in the value and through which references the search is.</summary>
    private readonly record struct Place(int Depth, ImmutableHashSet<string> Refs)
    {
        public Place Below() => this with { Depth = Depth + 1 };
    }
}
