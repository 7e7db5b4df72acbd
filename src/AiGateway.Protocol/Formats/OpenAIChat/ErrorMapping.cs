using System.Collections.Frozen;
using System.Text.RegularExpressions;
using AiGateway.Protocol.Chat;

namespace AiGateway.Protocol.Formats.OpenAIChat;

/// <summary>Says a provider's error in OpenAI's words.</summary>
internal static class ErrorMapping
{
    private const int MaxMessage = 8000;

    /// <summary>The status of a failure that says nothing of itself.</summary>
    private const int Unknown = 502;

    private const string StringTooLong = "string_above_max_length";

    /// <summary>OpenAI's own types; other vendors' (<c>BadRequestError</c>, <c>api_error</c>) are replaced by the status's.</summary>
    private static readonly FrozenSet<string> KnownTypes = FrozenSet.Create(
        StringComparer.Ordinal, "invalid_request_error", "authentication_error", "permission_error", "insufficient_permissions", "insufficient_quota",
        "rate_limit_error", "rate_limit_exceeded", "requests", "tokens", "server_error");

    /// <summary>Keys and account names that providers repeat in their messages.</summary>
    private static readonly Regex Secret = new(
        @"\b(?<kind>sk-|gsk_|xai-|org-|proj_|Bearer )[A-Za-z0-9_*.\-]{4,}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking);

    /// <summary>Maps an error answer.</summary>
    public static GatewayError Map(int status, ErrorFields fields) => Map(status, fields, Topic(status, fields));

    /// <summary>Maps a failure inside a 200, whose status is the one that the body names, or one by its words.</summary>
    public static GatewayError MapInBand(ErrorFields fields)
    {
        int? named = fields.Status is >= 400 and <= 599 ? fields.Status.Value : null;
        var status = named ?? StatusByWords(fields);
        var topic = Topic(named is null && status == Unknown ? null : status, fields);
        return Map(named is null && topic != ErrorKind.Other ? 400 : status, fields, topic);
    }

    private static GatewayError Map(int status, ErrorFields fields, ErrorKind topic)
    {
        status = StatusToTell(status, fields, topic);
        var code = Code(status, fields, topic);
        var isKnown = fields.Type is not null && KnownTypes.Contains(fields.Type) && (fields.Type != "server_error" || status >= 500);
        var type = code == "insufficient_quota" ? code : isKnown ? fields.Type! : TypeOf(status);
        return new GatewayError(status, type, string.IsNullOrWhiteSpace(fields.Message) ? $"The provider answered with status {status}." : WithoutSecrets(fields.Message))
        {
            Code = code,
            Param = fields.Param,
            Kind = topic,
            RetryAfter = RetryHint.OfMessage(status, fields.Message),
        };
    }

    /// <summary>OpenAI limits many strings; only one that is content is a prompt too long for the model.</summary>
    private static ErrorKind Topic(int? status, ErrorFields fields) =>
        fields is { Code: StringTooLong, Param: { } param } && (param.EndsWith("content", StringComparison.Ordinal) || param.EndsWith("text", StringComparison.Ordinal))
            ? ErrorKind.ContextLength
            : ErrorTopics.Find(status, fields.Message, fields.Code, fields.Type, fields.InnerCode);

    private static int StatusByWords(ErrorFields fields)
    {
        var words = $"{fields.Type} {fields.Code}".ToLowerInvariant();
        return words switch
        {
            _ when words.Contains("rate_limit", StringComparison.Ordinal) || words.Contains("insufficient_quota", StringComparison.Ordinal) => 429,
            _ when words.Contains("overloaded", StringComparison.Ordinal) || words.Contains("unavailable", StringComparison.Ordinal)
                || words.Contains("capacity", StringComparison.Ordinal) => 503,
            _ when words.Contains("authentication", StringComparison.Ordinal) || words.Contains("invalid_api_key", StringComparison.Ordinal) => 401,
            _ when words.Contains("permission", StringComparison.Ordinal) => 403,
            _ when words.Contains("not_found", StringComparison.Ordinal) => 404,
            _ when words.Contains("invalid", StringComparison.Ordinal) || words.Contains("tool_use_failed", StringComparison.Ordinal) => 400,
            _ => Unknown,
        };
    }

    private static string WithoutSecrets(string message) =>
        Secret.Replace(message.Length <= MaxMessage ? message : message[..MaxMessage], "${kind}***");

    private static int StatusToTell(int status, ErrorFields fields, ErrorKind topic) => status switch
    {
        // xAI and OpenRouter call a refusal by policy forbidden, which would mean the key.
        403 when topic == ErrorKind.ContentPolicy => 400,
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

    private static string? Code(int status, ErrorFields fields, ErrorKind topic)
    {
        // What is merely too large for the server (413) is not told as the model's limit.
        if (topic == ErrorKind.ContextLength && fields.Code != StringTooLong && (status != 413 || ErrorTopics.Find(400, fields.Message, fields.Code, fields.Type) == topic))
        {
            return ErrorTopics.ContextLengthCode;
        }

        if (topic == ErrorKind.ContentPolicy)
        {
            return ErrorTopics.IsTelling(fields.Code) ? fields.Code : ErrorTopics.ContentPolicyCode;
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
