using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using AiGateway.Protocol.Json;

namespace AiGateway.Protocol.Formats.Gemini;

/// <summary>Puts together the arguments of a call that Vertex AI streams as values at JSON paths (<c>$.city.names[0]</c>).</summary>
internal sealed class PartialArguments
{
    // A path names an element by its index; a larger one would only be there to fill memory.
    private const int MaxIndex = 10_000;

    private readonly JsonObject _root = [];

    /// <summary>Adds a value; pieces of text at the same path are joined.</summary>
    public void Add(JsonElement piece)
    {
        if (piece.StringOrNull("jsonPath") is not { } path || !path.StartsWith('$'))
        {
            return;
        }

        var steps = Steps(path);
        if (steps.Count == 0 || steps[0] is not string)
        {
            return;
        }

        JsonNode at = _root;
        for (var step = 0; step < steps.Count - 1; step++)
        {
            if (Get(at, steps[step]) is not { } next || next is JsonValue)
            {
                next = steps[step + 1] is string ? new JsonObject() : new JsonArray();
                if (!Set(at, steps[step], next))
                {
                    return;
                }
            }

            at = next;
        }

        Set(at, steps[^1], Value(piece, Get(at, steps[^1])));
    }

    /// <summary>The arguments as JSON text.</summary>
    public override string ToString() => System.Text.Encoding.UTF8.GetString(JsonText.Write(writer => _root.WriteTo(writer)));

    private static JsonNode? Value(JsonElement piece, JsonNode? before)
    {
        if (piece.TryGet("stringValue", out var text) && text.ValueKind == JsonValueKind.String)
        {
            var start = before is JsonValue value && value.TryGetValue<string>(out var known) ? known : "";
            return start + text.GetString();
        }

        foreach (var name in (ReadOnlySpan<string>)["numberValue", "boolValue"])
        {
            if (piece.TryGet(name, out var value))
            {
                return JsonNode.Parse(value.GetRawText());
            }
        }

        return null;
    }

    private static List<object> Steps(string path)
    {
        var steps = new List<object>();
        foreach (var part in path[1..].Split(['.', '['], StringSplitOptions.RemoveEmptyEntries))
        {
            if (!part.EndsWith(']'))
            {
                steps.Add(part);
            }
            else if (int.TryParse(part[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            {
                steps.Add(index);
            }
            else
            {
                steps.Add(part[..^1].Trim('\'', '"'));
            }
        }

        return steps;
    }

    private static JsonNode? Get(JsonNode at, object step) => (at, step) switch
    {
        (JsonObject parent, string name) => parent[name],
        (JsonArray list, int index) => index < list.Count ? list[index] : null,
        _ => null,
    };

    private static bool Set(JsonNode at, object step, JsonNode? value)
    {
        switch (at, step)
        {
            case (JsonObject parent, string name):
                parent[name] = value;
                return true;
            case (JsonArray list, int index) when index <= MaxIndex:
                while (list.Count <= index)
                {
                    list.Add(null);
                }

                list[index] = value;
                return true;
            default:
                return false;
        }
    }
}
