using System.Text.Json;
using AiGateway.Protocol.Json;

namespace AiGateway.Protocol.Formats.Gemini;

/// <summary>
/// Turns a tool's result between text and the object that <c>functionResponse.response</c> must be. Google's reference names two keys:
/// <c>output</c> for a result and <c>error</c> for a failure; an object with neither is the result itself.
/// </summary>
internal static class ResultText
{
    public static (string Text, bool IsError) Read(JsonElement? response)
    {
        if (response is not { } value)
        {
            return ("", false);
        }

        var first = value.EnumerateObject().FirstOrDefault();
        if (value.GetPropertyCount() == 1 && first.Name is "error" or "output" && first.Value.ValueKind != JsonValueKind.Null)
        {
            return (first.Value.ValueKind == JsonValueKind.String ? first.Value.GetString()! : CompactJson.Of(first.Value), first.Name == "error");
        }

        return (CompactJson.Of(value), false);
    }

    public static void Write(Utf8JsonWriter writer, string text, bool isError)
    {
        var known = TryParse(text, out var value);
        if (known && !isError && value.ValueKind == JsonValueKind.Object)
        {
            value.WriteTo(writer);
            return;
        }

        writer.WriteStartObject();
        writer.WritePropertyName(isError ? "error"u8 : "output"u8);
        if (known)
        {
            value.WriteTo(writer);
        }
        else
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndObject();
    }

    /// <summary>Writes a call's arguments, which must be an object: whatever is none is wrapped, so that nothing of it is lost.</summary>
    public static void WriteArguments(Utf8JsonWriter writer, string arguments, bool isCustom)
    {
        if (!isCustom && JsonText.TryParseObject(arguments, out var value))
        {
            value.WriteTo(writer);
            return;
        }

        writer.WriteStartObject();
        if (isCustom || arguments.AsSpan().Trim().Length > 0)
        {
            writer.WriteString(isCustom ? "input"u8 : "arguments"u8, arguments);
        }

        writer.WriteEndObject();
    }

    private static bool TryParse(string text, out JsonElement value)
    {
        value = default;
        var start = text.AsSpan().TrimStart();
        if (start.Length == 0 || start[0] is not ('{' or '['))
        {
            return false;
        }

        try
        {
            value = JsonElement.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
