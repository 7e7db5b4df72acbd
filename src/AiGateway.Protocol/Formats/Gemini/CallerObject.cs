using System.Text;
using System.Text.Json;
using AiGateway.Protocol.Json;

namespace AiGateway.Protocol.Formats.Gemini;

/// <summary>An object of a caller's request whose fields may be spelled in camelCase or snake_case, as Google's SDKs mix them.</summary>
/// <param name="Element">The object.</param>
/// <param name="Path">Where it is in the request; empty for the request itself.</param>
internal readonly record struct CallerObject(JsonElement Element, string Path)
{
    /// <summary>Finds a field by its camelCase name.</summary>
    public bool TryGet(string camel, out JsonElement value) => Element.TryGet(camel, out value) || Element.TryGet(Snake(camel), out value);

    public bool Has(string camel) => TryGet(camel, out _);

    /// <summary>The field's path, in the spelling it has.</summary>
    public string PathOf(string camel) => JsonRead.Join(Path, Spelling(camel));

    public string? Text(string camel) => Element.OptionalString(Spelling(camel), Path);

    public bool? Bool(string camel) => Element.OptionalBool(Spelling(camel), Path);

    public double? Number(string camel, double min = double.MinValue, double max = double.MaxValue) => Element.OptionalDouble(Spelling(camel), Path, min, max);

    /// <summary>A whole number, which Google's Python SDK may write as <c>40.0</c>.</summary>
    public long? Integer(string camel, long min, long max)
    {
        var name = Spelling(camel);
        if (Element.TryGet(name, out var value) && value.ValueKind == JsonValueKind.Number && !value.TryGetInt64(out _)
            && value.TryGetDouble(out var number) && double.IsInteger(number) && number >= min && number <= max)
        {
            return (long)number;
        }

        return Element.OptionalLong(name, Path, min, max);
    }

    public CallerObject? Object(string camel)
    {
        var name = Spelling(camel);
        return Element.OptionalObject(name, Path) is { } element ? new CallerObject(element, JsonRead.Join(Path, name)) : null;
    }

    /// <summary>The objects of an array. A single object stands for an array of one, as Google's own parser takes it.</summary>
    public IReadOnlyList<CallerObject> Objects(string camel)
    {
        if (!TryGet(camel, out var value))
        {
            return [];
        }

        var path = PathOf(camel);
        if (value.ValueKind == JsonValueKind.Object)
        {
            return [new CallerObject(value, path)];
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            throw JsonRead.WrongType(path, "an array", value);
        }

        var items = new List<CallerObject>(value.GetArrayLength());
        foreach (var item in value.EnumerateArray())
        {
            var at = $"{path}[{items.Count}]";
            items.Add(item.ValueKind == JsonValueKind.Object ? new CallerObject(item, at) : throw JsonRead.WrongType(at, "an object", item));
        }

        return items;
    }

    public IReadOnlyList<string> Texts(string camel)
    {
        var items = new List<string>();
        foreach (var item in Element.OptionalArray(Spelling(camel), Path))
        {
            items.Add(item.ValueKind == JsonValueKind.String ? item.GetString()! : throw JsonRead.WrongType($"{PathOf(camel)}[{items.Count}]", "a string", item));
        }

        return items;
    }

    /// <summary>A field's name in camelCase, whichever way it was written.</summary>
    public static string Camel(string name)
    {
        if (!name.Contains('_', StringComparison.Ordinal))
        {
            return name;
        }

        var result = new StringBuilder(name.Length);
        var upper = false;
        foreach (var letter in name)
        {
            if (letter == '_' && result.Length > 0)
            {
                upper = true;
                continue;
            }

            result.Append(upper ? char.ToUpperInvariant(letter) : letter);
            upper = false;
        }

        return result.ToString();
    }

    private static string Snake(string camel)
    {
        var result = new StringBuilder(camel.Length + 4);
        foreach (var letter in camel)
        {
            if (char.IsAsciiLetterUpper(letter))
            {
                result.Append('_');
            }

            result.Append(char.ToLowerInvariant(letter));
        }

        return result.ToString();
    }

    private string Spelling(string camel)
    {
        if (Element.TryGet(camel, out _))
        {
            return camel;
        }

        var snake = Snake(camel);
        return Element.TryGet(snake, out _) ? snake : camel;
    }
}
