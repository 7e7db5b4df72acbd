using System.Buffers;
using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Json;

namespace AiGateway.Protocol.Formats.Gemini;

/// <summary>Google's errors: read into OpenAI's words and written from them.</summary>
internal static class Errors
{
    /// <summary>Reads an error answer. Never throws.</summary>
    public static GatewayError Read(int status, ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            if (JsonDocument.TryParseValue(ref reader, out var document))
            {
                using (document)
                {
                    return Find(document.RootElement) is { } error ? Read(error, status, status) : Plain(status);
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // HTML of a proxy, cut short, or a string that is no valid text.
        }

        return Plain(status);
    }

    /// <summary>Reads the <c>error</c> of an answer that had begun well.</summary>
    public static GatewayError Read(JsonElement error)
    {
        var named = StatusOf(error);
        return Read(error, named ?? 502, named);
    }

    /// <summary>Reads the first error of a JSON text that stands in a stream as plain lines; null where it holds none.</summary>
    /// <exception cref="JsonException">A string of it is no valid text.</exception>
    public static GatewayError? FindInBand(JsonElement body)
    {
        try
        {
            if (body.ValueKind != JsonValueKind.Array)
            {
                return body.TryGet("error", out var error) ? Read(error) : null;
            }

            return body.EnumerateArray().Select(FindInBand).FirstOrDefault(static error => error is not null);
        }
        catch (InvalidOperationException exception)
        {
            throw new JsonException("The error has a string that is no valid text.", exception);
        }
    }

    /// <summary>Writes an error answer.</summary>
    public static void Write(GatewayError error, string requestId, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("error"u8);
        writer.WriteNumber("code"u8, error.Status);
        writer.WriteString("message"u8, error.Message);
        writer.WriteString("status"u8, Word(error.Status));
        writer.WriteStartArray("details"u8);
        if (error.Code is not null || error.Param is not null)
        {
            writer.WriteStartObject();
            writer.WriteString("@type"u8, "type.googleapis.com/google.rpc.ErrorInfo"u8);
            writer.WriteString("reason"u8, (error.Code ?? error.Type).ToUpperInvariant());
            writer.WriteString("domain"u8, "aigateway"u8);
            if (error.Param is not null)
            {
                writer.WriteStartObject("metadata"u8);
                writer.WriteString("param"u8, error.Param);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        writer.WriteStartObject();
        writer.WriteString("@type"u8, "type.googleapis.com/google.rpc.RequestInfo"u8);
        writer.WriteString("requestId"u8, requestId);
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>
    /// Writes an error into a stream twice: as an event, which readers of server-sent events see, and then as a bare line without the
    /// blank line that would end it. Google's own servers send the bare one and its SDKs look for that: @google/genai 1.20 takes the
    /// event for an empty chunk and the end after it for a good one, but throws on the bare line (measured 2026-11).
    /// </summary>
    public static void WriteInStream(GatewayError error, string requestId, IBufferWriter<byte> output)
    {
        var json = JsonText.Write(writer => Write(error, requestId, writer));
        output.Write("data: "u8);
        output.Write(json);
        output.Write("\r\n\r\n"u8);
        output.Write(json);
        output.Write("\r\n"u8);
    }

    private static JsonElement? Find(JsonElement body)
    {
        if (body.ValueKind == JsonValueKind.Array && body.GetArrayLength() > 0)
        {
            body = body[0];
        }

        return body.TryGet("error", out var error) ? error : null;
    }

    private static GatewayError Read(JsonElement error, int status, int? named)
    {
        var message = error.ValueKind == JsonValueKind.String ? error.GetString() : error.StringOrNull("message");
        message = string.IsNullOrWhiteSpace(message) ? null : message;
        var word = error.StringOrNull("status");
        if (HasReason(error, "API_KEY_INVALID"))
        {
            // Google answers a bad key with 400.
            return new GatewayError(401, "authentication_error", message ?? "The API key is not valid.") { Code = "invalid_api_key" };
        }

        var topic = ErrorTopics.Find(named, message);
        status = topic == ErrorKind.ContentPolicy || (named is null && topic != ErrorKind.Other) ? 400 : status;
        return Plain(status) with
        {
            Message = message ?? Plain(status).Message,
            Code = CodeOf(status, word, topic),
            Kind = topic,
            RetryAfter = Quotas.RetryAfter(error) ?? RetryHint.OfMessage(status, message),
        };
    }

    private static string? CodeOf(int status, string? word, ErrorKind topic) => (topic, word) switch
    {
        (ErrorKind.ContextLength, _) when status != 413 => ErrorTopics.ContextLengthCode,
        (ErrorKind.ContentPolicy, _) => ErrorTopics.ContentPolicyCode,
        (_, null or "INVALID_ARGUMENT") => Plain(status).Code,
        (_, "RESOURCE_EXHAUSTED") => "rate_limit_exceeded",
        (_, "NOT_FOUND") => "model_not_found",
        (_, "UNAUTHENTICATED") => "invalid_api_key",
        _ => word.ToLowerInvariant(),
    };

    private static bool HasReason(JsonElement error, string reason)
    {
        if (!error.TryGet("details", out var details) || details.ValueKind != JsonValueKind.Array)
        {
            return false;
        }

        foreach (var detail in details.EnumerateArray())
        {
            if (detail.StringOrNull("reason") == reason)
            {
                return true;
            }
        }

        return false;
    }

    private static GatewayError Plain(int status) => status switch
    {
        401 => new(401, "authentication_error", "The provider refused the API key.") { Code = "invalid_api_key" },
        402 => new(402, "insufficient_quota", "The provider refused for lack of credit.") { Code = "insufficient_quota" },
        403 => new(403, "permission_error", "The provider refused permission."),
        404 => new(404, "invalid_request_error", "The provider does not know the model or path.") { Code = "model_not_found" },
        429 => new(429, "rate_limit_error", "The provider's rate limit was reached.") { Code = "rate_limit_exceeded" },
        499 => new(502, "server_error", "The provider cancelled the request."),
        >= 400 and < 500 => new(status, "invalid_request_error", "The provider refused the request."),
        _ => new(status is >= 500 and < 600 ? status : 502, "server_error", "The provider failed."),
    };

    private static int? StatusOf(JsonElement error)
    {
        if (error.LongOrNull("code") is { } code and >= 400 and < 600)
        {
            return (int)code;
        }

        return error.StringOrNull("status") switch
        {
            "INVALID_ARGUMENT" or "FAILED_PRECONDITION" or "OUT_OF_RANGE" => 400,
            "UNAUTHENTICATED" => 401,
            "PERMISSION_DENIED" => 403,
            "NOT_FOUND" => 404,
            "RESOURCE_EXHAUSTED" => 429,
            "INTERNAL" => 500,
            "UNAVAILABLE" => 503,
            "DEADLINE_EXCEEDED" => 504,
            _ => null,
        };
    }

    private static ReadOnlySpan<byte> Word(int status) => status switch
    {
        401 => "UNAUTHENTICATED"u8,
        402 => "FAILED_PRECONDITION"u8,
        403 => "PERMISSION_DENIED"u8,
        404 => "NOT_FOUND"u8,
        408 or 504 => "DEADLINE_EXCEEDED"u8,
        409 => "ABORTED"u8,
        429 => "RESOURCE_EXHAUSTED"u8,
        499 => "CANCELLED"u8,
        501 => "UNIMPLEMENTED"u8,
        502 or 503 or 529 => "UNAVAILABLE"u8,
        >= 400 and < 500 => "INVALID_ARGUMENT"u8,
        _ => "INTERNAL"u8,
    };
}
