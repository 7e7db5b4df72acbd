using System.Collections.Frozen;
using System.Text.RegularExpressions;
using AiGateway.Protocol.Chat;

namespace AiGateway.Protocol.Formats.OpenAIChat;

/// <summary>Says a provider's error in OpenAI's words.</summary>
internal static class ErrorMapping
{
    private const int MaxMessage = 8000;

    /// <summary>OpenAI's own types; other vendors' (<c>BadRequestError</c>, <c>api_error</c>) are replaced by the status's.</summary>
    private static readonly FrozenSet<string> KnownTypes = FrozenSet.Create(
        StringComparer.Ordinal, "invalid_request_error", "authentication_error", "permission_error", "insufficient_permissions", "insufficient_quota",
        "rate_limit_error", "rate_limit_exceeded", "requests", "tokens", "server_error");

    /// <summary>Keys and account names that providers repeat in their messages.</summary>
    private static readonly Regex Secret = new(
        @"\b(?<kind>sk-|gsk_|xai-|org-|proj_|Bearer )[A-Za-z0-9_*.\-]{4,}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking);

    /// <summary>How providers say that a prompt is too long: OpenAI, vLLM, DeepSeek; Groq; Mistral; xAI; llama.cpp; Together; OpenRouter.</summary>
    private static readonly string[] ContextPhrases =
    [
        "maximum context length", "context_length_exceeded", "context length exceeded", "reduce the length of the messages",
        "too large for model with", "maximum prompt length", "exceeds the available context size", "exceed context limit",
        "context window", "prompt is too long", "input is too long",
    ];

    public static GatewayError Map(int status, ErrorFields fields)
    {
        status = StatusToTell(status, fields);
        var code = Code(status, fields);
        if (code == "insufficient_quota")
        {
            return Error(status, "insufficient_quota", fields, code);
        }

        var type = fields.Type is not null && KnownTypes.Contains(fields.Type) && (fields.Type != "server_error" || status >= 500) ? fields.Type : TypeOf(status);
        return Error(status, type, fields, code);
    }

    /// <summary>The status of a failure inside a 200.</summary>
    public static int StatusOf(ErrorFields fields)
    {
        if (fields.Status is >= 400 and <= 599)
        {
            return fields.Status.Value;
        }

        var words = $"{fields.Type} {fields.Code}".ToLowerInvariant();
        return words switch
        {
            _ when words.Contains("rate_limit", StringComparison.Ordinal) || words.Contains("insufficient_quota", StringComparison.Ordinal) => 429,
            _ when words.Contains("overloaded", StringComparison.Ordinal) || words.Contains("unavailable", StringComparison.Ordinal)
                || words.Contains("capacity", StringComparison.Ordinal) => 503,
            _ when words.Contains("authentication", StringComparison.Ordinal) || words.Contains("invalid_api_key", StringComparison.Ordinal) => 401,
            _ when words.Contains("permission", StringComparison.Ordinal) => 403,
            _ when words.Contains("not_found", StringComparison.Ordinal) => 404,
            _ when words.Contains("invalid", StringComparison.Ordinal) || words.Contains("content_filter", StringComparison.Ordinal)
                || words.Contains("context_length", StringComparison.Ordinal) || words.Contains("tool_use_failed", StringComparison.Ordinal) => 400,
            _ => 502,
        };
    }

    private static GatewayError Error(int status, string type, ErrorFields fields, string? code) =>
        new(status, type, string.IsNullOrWhiteSpace(fields.Message) ? $"The provider answered with status {status}." : WithoutSecrets(fields.Message))
        {
            Code = code,
            Param = fields.Param,
        };

    private static string WithoutSecrets(string message) =>
        Secret.Replace(message.Length <= MaxMessage ? message : message[..MaxMessage], "${kind}***");

    private static int StatusToTell(int status, ErrorFields fields) => status switch
    {
        529 => 503,
        424 => 502,
        498 => fields.Message?.Contains("capacity", StringComparison.OrdinalIgnoreCase) == true ? 503 : 502,
        499 => 502,

        // Gemini's endpoint of this format calls a bad key a bad request.
        400 when fields.Message?.StartsWith("API key not valid", StringComparison.Ordinal) == true => 401,
        _ => status,
    };

    private static string TypeOf(int status) => status switch
    {
        401 => "authentication_error",
        402 => "insufficient_quota",
        403 => "permission_error",
        429 => "rate_limit_error",
        < 500 => "invalid_request_error",
        _ => "server_error",
    };

    private static string? Code(int status, ErrorFields fields)
    {
        if (status is 400 or 413 or 422 && fields.Message is { } message
            && ContextPhrases.Any(phrase => message.Contains(phrase, StringComparison.OrdinalIgnoreCase)))
        {
            return "context_length_exceeded";
        }

        if (fields.Type == "insufficient_quota" || fields.Code == "insufficient_quota" || status == 402)
        {
            return "insufficient_quota";
        }

        // Numbers are the vendors' own ("3280") or repeat the status ("401"); xAI puts whole sentences here.
        if (!string.IsNullOrEmpty(fields.Code) && !fields.Code.All(char.IsAsciiDigit) && fields.Code.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.'))
        {
            return fields.Code == "DeploymentNotFound" ? "model_not_found" : fields.Code;
        }

        return status switch
        {
            401 => "invalid_api_key",
            404 when fields.Message?.Contains("model", StringComparison.OrdinalIgnoreCase) == true => "model_not_found",
            429 => "rate_limit_exceeded",
            _ => null,
        };
    }

}
