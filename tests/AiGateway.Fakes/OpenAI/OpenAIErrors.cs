using System.Text.Json.Nodes;
using AiGateway.Fakes.Schema;
using AiGateway.Fakes.Serving;

namespace AiGateway.Fakes.OpenAI;

/// <summary>OpenAI's error form: <c>{"error":{message,type,param,code}}</c>.</summary>
internal static class OpenAIErrors
{
    public static string Body(string message, string type, string? param, string? code) =>
        new JsonObject { ["error"] = new JsonObject { ["message"] = message, ["type"] = type, ["param"] = param, ["code"] = code } }.ToJsonString(WireJson.Options);

    public static Refusal BadRequest(string message, string? param = null, string? code = null) =>
        new(400, Body(message, "invalid_request_error", param, code));

    public static Refusal NoSuchModel(string model) =>
        new(404, Body($"The model `{model}` does not exist or you do not have access to it.", "invalid_request_error", null, "model_not_found"));

    public static Refusal NotJson(string problem) => BadRequest($"The JSON body of the request could not be parsed: {problem}");

    public static Refusal From(SchemaViolation violation)
    {
        var path = violation.Path.Bracketed;
        return violation.Kind switch
        {
            ViolationKind.Unknown => BadRequest($"Unknown parameter: '{path}'.", path, "unknown_parameter"),
            ViolationKind.Missing => BadRequest($"Missing required parameter: '{path}'.", path, "missing_required_parameter"),
            ViolationKind.WrongType => BadRequest($"Invalid type for '{path}': expected {violation.Expected}, but got {violation.Got} instead.", path, "invalid_type"),
            ViolationKind.NotAllowed => BadRequest($"Invalid value: {violation.Got}. Supported values are: {violation.Expected}.", path, "invalid_value"),
            _ => BadRequest($"Invalid '{path}': expected {violation.Expected}, but got {violation.Got} instead.", path, CodeOf(violation)),
        };
    }

    /// <summary>The usual error of a status.</summary>
    public static string ForStatus(int status, string? message, string? code)
    {
        var (type, usualCode, usual) = status switch
        {
            401 => ("invalid_request_error", "invalid_api_key", "Incorrect API key provided."),
            403 => ("insufficient_permissions", null, "You have insufficient permissions for this operation."),
            404 => ("invalid_request_error", "model_not_found", "The model does not exist or you do not have access to it."),
            429 => ("requests", "rate_limit_exceeded", "Rate limit reached for requests."),
            >= 500 => ("server_error", null, "The server had an error while processing your request."),
            _ => ("invalid_request_error", (string?)null, "The request is invalid."),
        };
        return Body(message ?? usual, code == "insufficient_quota" ? code : type, null, code ?? usualCode);
    }

    private static string CodeOf(SchemaViolation violation)
    {
        var got = violation.Got;
        var subject = got.Contains("array", StringComparison.Ordinal) ? "array"
            : got.Contains("string", StringComparison.Ordinal) ? "string"
            : got.Contains("one with", StringComparison.Ordinal) ? "object"
            : got.Contains('.', StringComparison.Ordinal) || violation.Expected.Contains('.', StringComparison.Ordinal) ? "decimal"
            : "integer";
        return violation.Kind switch
        {
            ViolationKind.TooShort => got == "an empty array" ? "empty_array" : subject + "_below_min_length",
            ViolationKind.TooLong => subject + "_above_max_length",
            ViolationKind.TooSmall => subject + "_below_min_value",
            ViolationKind.TooLarge => subject + "_above_max_value",
            _ => "invalid_value",
        };
    }
}
