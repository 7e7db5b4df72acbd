using System.Buffers;
using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Json;
using AiGateway.Protocol.Sse;

namespace AiGateway.Protocol.Formats.AnthropicMessages;

/// <summary>Anthropic's errors, <c>{"type":"error","error":{"type","message"},"request_id"}</c>, in both directions.</summary>
internal static class Errors
{
    /// <summary>Reads the body of an error answer; never throws.</summary>
    public static GatewayError Read(int status, ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            using var document = JsonDocument.ParseValue(ref reader);
            return Read(document.RootElement, status);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return Make(status, null, null);
        }
    }

    /// <summary>Reads an error that came inside a 200, whose status follows from its type.</summary>
    public static GatewayError Read(JsonElement body) => Read(body, null);

    /// <summary>Writes an error answer.</summary>
    public static void Write(GatewayError error, string requestId, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "error");
        writer.WriteStartObject("error");
        writer.WriteString("type", TypeFor(error.Status));
        writer.WriteString("message", error.Message);
        writer.WriteEndObject();
        writer.WriteString("request_id", requestId);
        writer.WriteEndObject();
    }

    /// <summary>Writes an error into a stream.</summary>
    public static void WriteEvent(GatewayError error, string requestId, IBufferWriter<byte> output) =>
        SseWriter.Write(output, "error"u8, JsonText.Write(writer => Write(error, requestId, writer)));

    private static GatewayError Read(JsonElement body, int? status)
    {
        var error = body.TryGet("error", out var found) ? found : body;
        var type = error.StringOrNull("type");
        var message = error.StringOrNull("message") ?? body.StringOrNull("message") ?? body.StringOrNull("error");
        return Make(status ?? StatusFor(type), type, message);
    }

    private static GatewayError Make(int status, string? type, string? message)
    {
        message = string.IsNullOrWhiteSpace(message) ? $"The provider answered with status {status} and no message." : message;
        if (IsOutOfCredit(message))
        {
            // Anthropic says 400 invalid_request_error to an empty purse.
            status = 402;
        }

        var said = StatusFor(type) is var known && status != 402 && type is not null && known != 500 ? known : status;
        var topic = ErrorTopics.Find(status == 402 ? 402 : said, message, type);
        if (topic == ErrorKind.ContentPolicy && status == 403)
        {
            // Forbidden would mean the key.
            status = said = 400;
        }

        var (openAiType, code) = said switch
        {
            400 or 422 when topic == ErrorKind.ContextLength => ("invalid_request_error", ErrorTopics.ContextLengthCode),
            400 or 422 when topic == ErrorKind.ContentPolicy => ("invalid_request_error", ErrorTopics.ContentPolicyCode),
            401 => ("authentication_error", "invalid_api_key"),
            402 => ("insufficient_quota", "insufficient_quota"),
            403 => ("permission_error", null),
            404 when message.StartsWith("model", StringComparison.OrdinalIgnoreCase) => ("invalid_request_error", "model_not_found"),
            413 => ("invalid_request_error", "request_too_large"),
            429 => ("rate_limit_error", "rate_limit_exceeded"),
            504 => ("server_error", "timeout"),
            529 => ("server_error", "overloaded"),
            >= 500 => ("server_error", null),
            _ => ("invalid_request_error", (string?)null),
        };
        return new GatewayError(status, openAiType, message)
        {
            Code = code,
            Param = status is 400 or 404 ? Param(message) : null,
            Kind = topic,
            RetryAfter = RetryHint.OfMessage(status, message),
        };
    }

    private static bool IsOutOfCredit(string message) => message.Contains("credit balance is too low", StringComparison.OrdinalIgnoreCase);

    /// <summary>The path that Anthropic's messages about a field begin with, such as <c>messages.0.content: …</c>.</summary>
    private static string? Param(string message)
    {
        var colon = message.IndexOf(": ", StringComparison.Ordinal);
        return colon > 0 && char.IsAsciiLetterLower(message[0]) && message.AsSpan(0, colon).IndexOfAnyExcept(PathCharacters) < 0 ? message[..colon] : null;
    }

    private static readonly SearchValues<char> PathCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_.");

    private static int StatusFor(string? type) => type switch
    {
        "invalid_request_error" => 400,
        "authentication_error" => 401,
        "billing_error" => 402,
        "permission_error" => 403,
        "not_found_error" => 404,
        "conflict_error" => 409,
        "request_too_large" => 413,
        "rate_limit_error" => 429,
        "timeout_error" => 504,
        "overloaded_error" => 529,
        _ => 500,
    };

    private static string TypeFor(int status) => status switch
    {
        401 => "authentication_error",
        402 => "billing_error",
        403 => "permission_error",
        404 => "not_found_error",
        409 => "conflict_error",
        413 => "request_too_large",
        429 => "rate_limit_error",
        503 or 529 => "overloaded_error",
        408 or 504 => "timeout_error",
        >= 500 => "api_error",
        _ => "invalid_request_error",
    };
}
