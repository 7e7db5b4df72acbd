using System.Text.Json.Nodes;
using AiGateway.Fakes.Schema;
using AiGateway.Fakes.Serving;

namespace AiGateway.Fakes.Anthropic;

/// <summary>Anthropic's error form: <c>{"type":"error","error":{type,message},"request_id"}</c>.</summary>
internal static class AnthropicErrors
{
    public static string Body(string type, string message) => new JsonObject
    {
        ["type"] = "error",
        ["error"] = new JsonObject { ["type"] = type, ["message"] = message },
        ["request_id"] = "req_011fake",
    }.ToJsonString(WireJson.Options);

    public static Refusal BadRequest(string message) => new(400, Body("invalid_request_error", message));

    public static Refusal At(JsonPath path, string problem) => BadRequest($"{path.Dotted}: {problem}");

    public static Refusal NoSuchModel(string model) => new(404, Body("not_found_error", $"model: {model}"));

    public static Refusal NotJson(string problem) => BadRequest($"The request body is not valid JSON: {problem}");

    public static Refusal From(SchemaViolation violation) => At(violation.Path, violation.Kind switch
    {
        ViolationKind.Unknown => "Extra inputs are not permitted",
        ViolationKind.Missing => "Field required",
        ViolationKind.WrongType or ViolationKind.NotAllowed => $"Input should be {violation.Expected}, got {violation.Got}",
        ViolationKind.TooSmall or ViolationKind.TooLarge => $"Input should be {violation.Expected}",
        _ => $"Input should be {violation.Expected}",
    });

    /// <summary>The usual error of a status.</summary>
    public static string ForStatus(int status, string? message)
    {
        var (type, usual) = status switch
        {
            401 => ("authentication_error", "invalid x-api-key"),
            402 => ("billing_error", "Your credit balance is too low to access the API."),
            403 => ("permission_error", "Your API key does not have permission to use the specified resource."),
            404 => ("not_found_error", "Not found"),
            409 => ("conflict_error", "The request conflicts with another one."),
            413 => ("request_too_large", "The request exceeds the maximum allowed number of bytes."),
            429 => ("rate_limit_error", "This request would exceed your rate limit."),
            504 => ("timeout_error", "The request timed out."),
            529 => ("overloaded_error", "Overloaded"),
            >= 500 => ("api_error", "Internal server error"),
            _ => ("invalid_request_error", "The request is invalid."),
        };
        return Body(type, message ?? usual);
    }
}
