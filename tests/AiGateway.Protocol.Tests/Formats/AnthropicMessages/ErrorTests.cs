using System.Text;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Json;

namespace AiGateway.Protocol.Tests.Formats.AnthropicMessages;

public class ErrorTests
{
    [Theory]
    [InlineData(400, "invalid_request_error", "messages.0.role: bad", 400, "invalid_request_error", null, "messages.0.role")]
    [InlineData(400, "invalid_request_error", "This is bad: really", 400, "invalid_request_error", null, null)]
    [InlineData(400, "invalid_request_error", "prompt is too long: 9 tokens > 8 maximum", 400, "invalid_request_error", "context_length_exceeded", null)]
    [InlineData(400, "invalid_request_error", "Your credit balance is too low to access the Anthropic API.", 402, "insufficient_quota", "insufficient_quota", null)]
    [InlineData(401, "authentication_error", "invalid x-api-key", 401, "authentication_error", "invalid_api_key", null)]
    [InlineData(403, "permission_error", "no", 403, "permission_error", null, null)]
    [InlineData(404, "not_found_error", "model: claude-nine", 404, "invalid_request_error", "model_not_found", "model")]
    [InlineData(404, "not_found_error", "Not Found", 404, "invalid_request_error", null, null)]
    [InlineData(413, "request_too_large", "big", 413, "invalid_request_error", "request_too_large", null)]
    [InlineData(429, "rate_limit_error", "slow", 429, "rate_limit_error", "rate_limit_exceeded", null)]
    [InlineData(500, "api_error", "oops", 500, "server_error", null, null)]
    [InlineData(504, "timeout_error", "late", 504, "server_error", "timeout", null)]
    [InlineData(529, "overloaded_error", "busy", 529, "server_error", "overloaded", null)]
    public void Provider_errors(int status, string type, string message, int readStatus, string readType, string? code, string? param)
    {
        var body = $$"""{"type":"error","error":{"type":"{{type}}","message":"{{message}}"},"request_id":"req_1"}""";
        Anthropic.Format.ReadError(status, Encoding.UTF8.GetBytes(body))
            .ShouldBe(new GatewayError(readStatus, readType, message) { Code = code, Param = param, Kind = Kind(code) });
    }

    private static ErrorKind Kind(string? code) => code is "context_length_exceeded" or "request_too_large" ? ErrorKind.ContextLength : ErrorKind.Other;

    [Theory]
    [InlineData("")]
    [InlineData("<html>502</html>")]
    [InlineData("{\"type\":\"error\",\"err")]
    [InlineData("[1,2]")]
    [InlineData("{\"error\":{\"message\":\"\"}}")]
    public void What_is_no_error_becomes_one_by_its_status(string body)
    {
        var error = Anthropic.Format.ReadError(502, Encoding.UTF8.GetBytes(body));
        (error.Status, error.Type).ShouldBe((502, "server_error"));
        error.Message.ShouldNotContain("html");
    }

    [Theory]
    [InlineData(400, "invalid_request_error")]
    [InlineData(401, "authentication_error")]
    [InlineData(402, "billing_error")]
    [InlineData(403, "permission_error")]
    [InlineData(404, "not_found_error")]
    [InlineData(408, "timeout_error")]
    [InlineData(409, "conflict_error")]
    [InlineData(413, "request_too_large")]
    [InlineData(422, "invalid_request_error")]
    [InlineData(429, "rate_limit_error")]
    [InlineData(500, "api_error")]
    [InlineData(502, "api_error")]
    [InlineData(503, "overloaded_error")]
    [InlineData(504, "timeout_error")]
    [InlineData(529, "overloaded_error")]
    public void Errors_for_callers(int status, string type)
    {
        var body = JsonText.Write(writer => Anthropic.Format.WriteError(new GatewayError(status, "x", "why"), "req_1", writer));
        Encoding.UTF8.GetString(body).ShouldBe($$"""{"type":"error","error":{"type":"{{type}}","message":"why"},"request_id":"req_1"}""");
    }
}
