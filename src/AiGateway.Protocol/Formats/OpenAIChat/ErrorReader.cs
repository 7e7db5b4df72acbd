using System.Globalization;
using System.Text;
using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Json;

namespace AiGateway.Protocol.Formats.OpenAIChat;

/// <summary>
/// Reads the errors of providers of this format: <c>{error: {…}}</c> (OpenAI, Azure, Groq, OpenRouter, Ollama, vLLM), <c>{code, error: "…"}</c>
/// (xAI), <c>{object: "error", message, …}</c> (Mistral, older vLLM), <c>{detail}</c> (FastAPI), <c>[{error}]</c> (Gemini's endpoint), or no JSON at all.
/// </summary>
internal static class ErrorReader
{
    private const int MaxPlainText = 500;

    public static GatewayError Read(int status, ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            if (JsonElement.TryParseValue(ref reader, out var root) && root is { } element)
            {
                if (element.ValueKind == JsonValueKind.Array && element.GetArrayLength() > 0)
                {
                    element = element[0];
                }

                if (element.ValueKind == JsonValueKind.Object)
                {
                    return ErrorMapping.Map(status, Fields(element));
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Cut short or not JSON: the status says what there is to say.
        }

        return ErrorMapping.Map(status, new ErrorFields { Message = PlainText(body) });
    }

    /// <summary>Whether a chunk or a 200 body is a failure.</summary>
    public static bool IsFailure(JsonElement root)
    {
        if (root.TryGet("error", out var error))
        {
            return error.ValueKind switch
            {
                JsonValueKind.String => error.GetString()!.Length > 0,
                JsonValueKind.Object or JsonValueKind.True or JsonValueKind.Array => true,
                _ => false,
            };
        }

        if (string.Equals(root.StringOrNull("object"), "error", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        if (root.TryGet("x_groq", out var groq) && groq.TryGet("error", out _))
        {
            return true;
        }

        return root.TryGet("choices", out var choices) && choices.ValueKind == JsonValueKind.Array
            && choices.EnumerateArray().Any(static choice =>
                choice.StringOrNull("finish_reason") == FinishReasons.Error || choice.TryGet("error", out _));
    }

    /// <summary>The failure that a chunk or a 200 body reports; its status is the one it names, or one by its words.</summary>
    public static GatewayError InBand(JsonElement root) => ErrorMapping.MapInBand(Fields(root));

    private static ErrorFields Fields(JsonElement root)
    {
        if (root.TryGet("error", out var error))
        {
            return error.ValueKind == JsonValueKind.Object
                ? Of(error, root)
                : Of(root, root) with { Message = error.ValueKind == JsonValueKind.String ? error.GetString() : null };
        }

        if (root.TryGet("x_groq", out var groq) && groq.TryGet("error", out error))
        {
            return error.ValueKind == JsonValueKind.Object ? Of(error, root) : new ErrorFields { Message = groq.StringOrNull("error") };
        }

        if (root.TryGet("choices", out var choices) && choices.ValueKind == JsonValueKind.Array)
        {
            foreach (var choice in choices.EnumerateArray())
            {
                if (choice.TryGet("error", out error) && error.ValueKind == JsonValueKind.Object)
                {
                    return Of(error, root);
                }
            }
        }

        return Of(root, root);
    }

    private static ErrorFields Of(JsonElement error, JsonElement root) => new()
    {
        Message = Message(error),
        Type = error.StringOrNull("type"),
        Code = Text(error, "code"),
        Param = error.StringOrNull("param"),
        InnerCode = error.TryGet("innererror", out var inner) ? inner.StringOrNull("code") : null,
        Status = Number(error, "status_code") ?? Number(error, "status") ?? Number(root, "raw_status_code") ?? Number(error, "code"),
    };

    private static string? Message(JsonElement error)
    {
        var message = TextOf(error, "message") ?? TextOf(error, "detail") ?? error.StringOrNull("msg");

        // OpenRouter says "Provider returned error" and keeps the provider's own words aside.
        return error.TryGet("metadata", out var metadata) && metadata.StringOrNull("raw") is { Length: > 0 } raw
            ? $"{message}: {Inner(raw)}"
            : message;
    }

    private static string Inner(string raw)
    {
        if (JsonText.TryParseObject(raw, out var inner))
        {
            return Fields(inner).Message ?? raw;
        }

        return raw.Length <= MaxPlainText ? raw : raw[..MaxPlainText];
    }

    /// <summary>A string, FastAPI's list of <c>{loc, msg}</c>, or Mistral's <c>{detail: …}</c> around either.</summary>
    private static string? TextOf(JsonElement parent, string name)
    {
        if (!parent.TryGet(name, out var value))
        {
            return null;
        }

        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Object => TextOf(value, "detail") ?? TextOf(value, "message"),
            JsonValueKind.Array => string.Join("; ", value.EnumerateArray().Select(Validation)),
            _ => null,
        };
    }

    private static string Validation(JsonElement item)
    {
        var path = item.TryGet("loc", out var loc) && loc.ValueKind == JsonValueKind.Array
            ? string.Join('.', loc.EnumerateArray().Select(static part => part.ToString()))
            : "";
        var message = item.ValueKind == JsonValueKind.String ? item.GetString()! : item.StringOrNull("msg") ?? "invalid";
        return path.Length == 0 ? message : $"{path}: {message}";
    }

    private static string? Text(JsonElement parent, string name)
    {
        if (!parent.TryGet(name, out var value))
        {
            return null;
        }

        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        };
    }

    private static int? Number(JsonElement parent, string name) =>
        int.TryParse(Text(parent, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string? PlainText(ReadOnlySpan<byte> body)
    {
        var text = Encoding.UTF8.GetString(body[..Math.Min(body.Length, 4 * MaxPlainText)]).Trim();
        var isText = text.Length is > 0 and <= MaxPlainText && text[0] is not ('<' or '{' or '[') && !text.Any(char.IsControl);
        return isText ? text : null;
    }
}
