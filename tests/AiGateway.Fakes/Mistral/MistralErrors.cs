using System.Text.Json.Nodes;
using AiGateway.Fakes.Schema;
using AiGateway.Fakes.Serving;

namespace AiGateway.Fakes.Mistral;

/// <summary>Mistral's error forms: a flat object, a validation list for 422, a bare detail for 401.</summary>
internal static class MistralErrors
{
    public static string Body(int status, string message, string type, string? code) => new JsonObject
    {
        ["object"] = "error",
        ["message"] = message,
        ["type"] = type,
        ["param"] = null,
        ["code"] = code,
        ["raw_status_code"] = status,
    }.ToJsonString(WireJson.Options);

    public static Refusal BadRequest(string message, string type = "invalid_request_error", string? code = null) => new(400, Body(400, message, type, code));

    public static Refusal BadOrder(string message) => BadRequest(message, "invalid_request_message_order", "3230");

    public static Refusal NoSuchModel(string model) => BadRequest($"Invalid model: {model}", "invalid_model", "1500");

    public static Refusal Unauthorized() => new(401, """{"detail":"Unauthorized"}""");

    public static Refusal NotJson(string problem) => Unprocessable(["body"], "json_invalid", $"JSON decode error: {problem}");

    public static Refusal From(SchemaViolation violation)
    {
        var (type, text) = violation.Kind switch
        {
            ViolationKind.Unknown => ("extra_forbidden", "Extra inputs are not permitted"),
            ViolationKind.Missing => ("missing", "Field required"),
            ViolationKind.WrongType => ("type_error", $"Input should be {violation.Expected}, got {violation.Got}"),
            ViolationKind.NotAllowed => ("literal_error", $"Input should be {violation.Expected}"),
            ViolationKind.TooSmall => ("greater_than_equal", $"Input should be {violation.Expected}"),
            ViolationKind.TooLarge => ("less_than_equal", $"Input should be {violation.Expected}"),
            _ => ("value_error", $"Input should be {violation.Expected}, got {violation.Got}"),
        };
        return Unprocessable(["body", .. violation.Path.Segments], type, text);
    }

    /// <summary>The usual error of a status.</summary>
    public static string ForStatus(int status, string? message, string? code) => status switch
    {
        401 => new JsonObject { ["detail"] = message ?? "Unauthorized" }.ToJsonString(WireJson.Options),
        429 => Body(429, message ?? "Service tier capacity exceeded for this model.", "service_tier_capacity_exceeded", code ?? "3505"),
        422 => """{"detail":[{"type":"value_error","loc":["body"],"msg":"The request is invalid.","input":null}]}""",
        >= 500 => Body(status, message ?? "Internal server error.", "internal_server_error", code ?? "3000"),
        _ => Body(status, message ?? "The request is invalid.", "invalid_request_error", code),
    };

    private static Refusal Unprocessable(IEnumerable<object> place, string type, string text)
    {
        var steps = new JsonArray([.. place.Select(step => step is int index ? JsonValue.Create(index) : JsonValue.Create((string)step))]);
        var detail = new JsonObject { ["type"] = type, ["loc"] = steps, ["msg"] = text, ["input"] = null };
        return new Refusal(422, new JsonObject { ["detail"] = new JsonArray(detail) }.ToJsonString(WireJson.Options));
    }
}
