using System.Text.Json;
using AiGateway.Protocol.Chat;

namespace AiGateway.Protocol.Json;

/// <summary>Reads fields of JSON objects: strictly from callers, who are told what is wrong, and leniently from providers.</summary>
/// <remarks>An absent field and a JSON null mean the same everywhere here, as they do in the providers' own APIs.</remarks>
public static class JsonRead
{
    /// <summary>Finds a field that is neither absent nor null.</summary>
    public static bool TryGet(this JsonElement parent, string name, out JsonElement value)
    {
        if (parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null)
        {
            return true;
        }

        value = default;
        return false;
    }

    /// <summary>A string field, or null where it is absent or of another type. Never throws.</summary>
    public static string? StringOrNull(this JsonElement parent, string name)
    {
        try
        {
            return parent.TryGet(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // An escaped half of a surrogate pair shows only when the text is read.
            return null;
        }
    }

    /// <summary>A string field that is content, or null where it is absent or of another type. What is no text must not vanish silently.</summary>
    /// <exception cref="JsonException">It escapes half of a surrogate pair.</exception>
    public static string? TextOrNull(this JsonElement parent, string name)
    {
        try
        {
            return parent.TryGet(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException exception)
        {
            throw new JsonException("A string is not valid Unicode.", exception);
        }
    }

    /// <summary>An integer field, or null where it is absent, no whole number, or out of range. Never throws.</summary>
    public static long? LongOrNull(this JsonElement parent, string name) =>
        parent.TryGet(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;

    /// <summary>A count of tokens: absent, negative or senseless values read as 0, absurd ones as the most that is believed. Never throws.</summary>
    public static long CountOrZero(this JsonElement parent, string name) => parent.CountOrNull(name) ?? 0;

    /// <summary>An optional string of a caller's request.</summary>
    /// <exception cref="WireFormatException">It has another type.</exception>
    public static string? OptionalString(this JsonElement parent, string name, string path)
    {
        if (!parent.TryGet(name, out var value))
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.String ? value.GetString() : throw WrongType(Join(path, name), "a string", value);
    }

    /// <summary>A required string of a caller's request.</summary>
    /// <exception cref="WireFormatException">It is missing or has another type.</exception>
    public static string RequiredString(this JsonElement parent, string name, string path) =>
        parent.OptionalString(name, path) ?? throw Missing(Join(path, name));

    /// <summary>An optional boolean of a caller's request.</summary>
    /// <exception cref="WireFormatException">It has another type.</exception>
    public static bool? OptionalBool(this JsonElement parent, string name, string path)
    {
        if (!parent.TryGet(name, out var value))
        {
            return null;
        }

        return value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw WrongType(Join(path, name), "a boolean", value),
        };
    }

    /// <summary>An optional whole number of a caller's request.</summary>
    /// <exception cref="WireFormatException">It has another type or lies outside the range.</exception>
    public static long? OptionalLong(this JsonElement parent, string name, string path, long min = long.MinValue, long max = long.MaxValue)
    {
        if (!parent.TryGet(name, out var value))
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt64(out var number))
        {
            throw WrongType(Join(path, name), "an integer", value);
        }

        return number >= min && number <= max ? number : throw OutOfRange(Join(path, name), min, max);
    }

    /// <summary>An optional number of a caller's request.</summary>
    /// <exception cref="WireFormatException">It has another type, is not finite, or lies outside the range.</exception>
    public static double? OptionalDouble(this JsonElement parent, string name, string path, double min = double.MinValue, double max = double.MaxValue)
    {
        if (!parent.TryGet(name, out var value))
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var number) || !double.IsFinite(number))
        {
            throw WrongType(Join(path, name), "a number", value);
        }

        return number >= min && number <= max ? number : throw OutOfRange(Join(path, name), min, max);
    }

    /// <summary>An optional array of a caller's request; absent reads as empty.</summary>
    /// <exception cref="WireFormatException">It has another type.</exception>
    public static JsonElement.ArrayEnumerator OptionalArray(this JsonElement parent, string name, string path)
    {
        if (!parent.TryGet(name, out var value))
        {
            return default;
        }

        return value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : throw WrongType(Join(path, name), "an array", value);
    }

    /// <summary>An optional object of a caller's request.</summary>
    /// <exception cref="WireFormatException">It has another type.</exception>
    public static JsonElement? OptionalObject(this JsonElement parent, string name, string path)
    {
        if (!parent.TryGet(name, out var value))
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Object ? value : throw WrongType(Join(path, name), "an object", value);
    }

    /// <summary>The error for a required field that is not there.</summary>
    public static WireFormatException Missing(string path) =>
        new(GatewayError.InvalidRequest($"Missing required parameter: '{path}'.", path, "missing_required_parameter"));

    /// <summary>The error for a field of the wrong JSON type.</summary>
    public static WireFormatException WrongType(string path, string expected, JsonElement actual) =>
        new(GatewayError.InvalidRequest($"Invalid type for '{path}': expected {expected}, but got {Describe(actual.ValueKind)} instead.", path, "invalid_type"));

    /// <summary>The error for a value that a field cannot have.</summary>
    public static WireFormatException Invalid(string path, string message) =>
        new(GatewayError.InvalidRequest($"Invalid value for '{path}': {message}", path, "invalid_value"));

    /// <summary>A field's path below its parent's.</summary>
    public static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static WireFormatException OutOfRange(string path, IFormattable min, IFormattable max)
    {
        var culture = System.Globalization.CultureInfo.InvariantCulture;
        return Invalid(path, $"expected a value from {min.ToString(null, culture)} to {max.ToString(null, culture)}.");
    }

    private static string Describe(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number of another kind or range",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        _ => "null",
    };
}
