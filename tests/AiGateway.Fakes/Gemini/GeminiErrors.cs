using System.Text.Json.Nodes;
using AiGateway.Fakes.Schema;
using AiGateway.Fakes.Serving;

namespace AiGateway.Fakes.Gemini;

/// <summary>Google's error form: <c>{"error":{code,message,status,details}}</c>.</summary>
internal static class GeminiErrors
{
    private const string TypePrefix = "type.googleapis.com/google.rpc.";

    public static string Body(int code, string message, string status, params JsonObject[] details)
    {
        var error = new JsonObject { ["code"] = code, ["message"] = message, ["status"] = status };
        if (details.Length > 0)
        {
            error["details"] = new JsonArray([.. details]);
        }

        return new JsonObject { ["error"] = error }.ToJsonString(WireJson.Options);
    }

    public static Refusal BadRequest(string message) => new(400, Body(400, message, "INVALID_ARGUMENT"));

    public static Refusal NoSuchModel(string model, string method) => new(404, Body(
        404, $"models/{model} is not found for API version v1beta, or is not supported for {method}.", "NOT_FOUND"));

    public static Refusal BadKey() => new(400, BadKeyBody("API key not valid. Please pass a valid API key."));

    public static Refusal NotJson(string problem) => BadRequest($"Invalid JSON payload received. {problem}");

    public static Refusal From(SchemaViolation violation)
    {
        var path = violation.Path;
        return violation.Kind switch
        {
            ViolationKind.Unknown when path.Parent.IsRoot => BadRequest($"Invalid JSON payload received. Unknown name \"{path.Leaf}\": Cannot find field."),
            ViolationKind.Unknown => BadRequest($"Invalid JSON payload received. Unknown name \"{path.Leaf}\" at '{path.Parent.Bracketed}': Cannot find field."),
            ViolationKind.Missing => BadRequest($"* GenerateContentRequest.{path.Bracketed}: field is required"),
            _ => BadRequest($"Invalid value at '{path.Bracketed}': expected {violation.Expected}, got {violation.Got}"),
        };
    }

    /// <summary>The usual error of a status.</summary>
    public static string ForStatus(int status, string? message)
    {
        switch (status)
        {
            case 401:
                return Body(401, message ?? "Request had invalid authentication credentials.", "UNAUTHENTICATED");
            case 403:
                return Body(403, message ?? "Permission denied.", "PERMISSION_DENIED");
            case 404:
                return Body(404, message ?? "Requested entity was not found.", "NOT_FOUND");
            case 429:
                return Body(
                    429,
                    message ?? "You exceeded your current quota.",
                    "RESOURCE_EXHAUSTED",
                    new JsonObject { ["@type"] = TypePrefix + "RetryInfo", ["retryDelay"] = "1.5s" });
            case 499:
                return Body(499, message ?? "The operation was cancelled.", "CANCELLED");
            case 503:
                return Body(503, message ?? "The model is overloaded. Please try again later.", "UNAVAILABLE");
            case 504:
                return Body(504, message ?? "The request timed out.", "DEADLINE_EXCEEDED");
            default:
                return status >= 500
                    ? Body(status, message ?? "An internal error has occurred.", "INTERNAL")
                    : Body(status, message ?? "Request contains an invalid argument.", "INVALID_ARGUMENT");
        }
    }

    private static string BadKeyBody(string message) => Body(
        400,
        message,
        "INVALID_ARGUMENT",
        new JsonObject
        {
            ["@type"] = TypePrefix + "ErrorInfo",
            ["reason"] = "API_KEY_INVALID",
            ["domain"] = "googleapis.com",
            ["metadata"] = new JsonObject { ["service"] = "generativelanguage.googleapis.com" },
        });
}
