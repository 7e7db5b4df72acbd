using System.Text.Json;

namespace AiGateway.Fakes.Serving;

/// <summary>Reading request bodies whose form is already checked.</summary>
internal static class JsonReading
{
    /// <summary>A member's value; null where it is absent or JSON null.</summary>
    public static JsonElement? Get(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>A member's text; null where it is none.</summary>
    public static string? Text(this JsonElement element, string name) =>
        element.Get(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>A member's items; empty where it is no array.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) =>
        element.Get(name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    /// <summary>Whether a member is true.</summary>
    public static bool IsTrue(this JsonElement element, string name) => element.Get(name) is { ValueKind: JsonValueKind.True };

    /// <summary>Whether a text is base64 of at least one byte.</summary>
    public static bool IsBase64(string text) => text.Length > 0 && Convert.TryFromBase64String(text, new byte[text.Length], out _);
}
