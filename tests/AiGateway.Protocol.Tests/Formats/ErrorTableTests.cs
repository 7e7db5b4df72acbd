using System.Text;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Json;
using AiGateway.Protocol.Tests.Golden;

namespace AiGateway.Protocol.Tests.Formats;

/// <summary>The table of errors: what each provider's status and body mean in OpenAI's words, and what each status is called by each format.</summary>
public class ErrorTableTests
{
    [Theory]
    [InlineData(400, """{"error":{"message":"m","type":"invalid_request_error","param":"temperature","code":"unsupported_value"}}""", 400, "invalid_request_error", "unsupported_value")]
    [InlineData(400, """{"error":{"message":"This model's maximum context length is 8 tokens.","type":"invalid_request_error"}}""", 400, "invalid_request_error", "context_length_exceeded")]
    [InlineData(401, """{"error":{"message":"m","type":"invalid_request_error","code":"invalid_api_key"}}""", 401, "invalid_request_error", "invalid_api_key")]
    [InlineData(401, """{"error":{"code":"401","message":"Access denied."}}""", 401, "authentication_error", "invalid_api_key")]
    [InlineData(402, """{"error":{"message":"Insufficient Balance","type":"unknown_error"}}""", 402, "insufficient_quota", "insufficient_quota")]
    [InlineData(403, """{"error":{"message":"m"}}""", 403, "permission_error", null)]
    [InlineData(404, """{"error":{"message":"The model `x` does not exist.","code":"model_not_found"}}""", 404, "invalid_request_error", "model_not_found")]
    [InlineData(404, """{"error":{"message":"Unknown URL."}}""", 404, "invalid_request_error", null)]
    [InlineData(408, """{"error":{"message":"m"}}""", 408, "invalid_request_error", null)]
    [InlineData(409, """{"error":{"message":"m"}}""", 409, "invalid_request_error", null)]
    [InlineData(413, """{"error":{"message":"m"}}""", 413, "invalid_request_error", null)]
    [InlineData(422, """{"detail":[{"loc":["body","seed"],"msg":"m"}]}""", 422, "invalid_request_error", null)]
    [InlineData(424, """{"error":{"message":"m"}}""", 502, "server_error", null)]
    [InlineData(429, """{"error":{"code":"429","message":"m"}}""", 429, "rate_limit_error", "rate_limit_exceeded")]
    [InlineData(429, """{"error":{"message":"m","type":"tokens","code":"rate_limit_exceeded"}}""", 429, "tokens", "rate_limit_exceeded")]
    [InlineData(429, """{"error":{"message":"m","type":"insufficient_quota","code":"insufficient_quota"}}""", 429, "insufficient_quota", "insufficient_quota")]
    [InlineData(498, """{"error":{"message":"Flex tier capacity exceeded"}}""", 503, "server_error", null)]
    [InlineData(498, """{"message":"invalid token"}""", 502, "server_error", null)]
    [InlineData(499, """{"message":"m"}""", 502, "server_error", null)]
    [InlineData(500, """{"error":{"message":"m","type":"server_error"}}""", 500, "server_error", null)]
    [InlineData(502, "<html>Bad Gateway</html>", 502, "server_error", null)]
    [InlineData(503, """{"error":{"message":"overloaded","type":"server_error"}}""", 503, "server_error", null)]
    [InlineData(504, "", 504, "server_error", null)]
    [InlineData(529, """{"error":{"message":"Overloaded","type":"overloaded_error"}}""", 503, "server_error", null)]
    public void OpenAI_and_its_kin_in_OpenAIs_words(int status, string body, int read, string type, string? code) => Reads("OpenAIChat", status, body, read, type, code);

    [Theory]
    [InlineData(400, "invalid_request_error", "m", 400, "invalid_request_error", null)]
    [InlineData(400, "invalid_request_error", "prompt is too long: 9 tokens > 8 maximum", 400, "invalid_request_error", "context_length_exceeded")]
    [InlineData(401, "authentication_error", "m", 401, "authentication_error", "invalid_api_key")]
    [InlineData(402, "billing_error", "m", 402, "insufficient_quota", "insufficient_quota")]
    [InlineData(403, "permission_error", "m", 403, "permission_error", null)]
    [InlineData(404, "not_found_error", "model: x", 404, "invalid_request_error", "model_not_found")]
    [InlineData(409, "conflict_error", "m", 409, "invalid_request_error", null)]
    [InlineData(413, "request_too_large", "m", 413, "invalid_request_error", "request_too_large")]
    [InlineData(429, "rate_limit_error", "m", 429, "rate_limit_error", "rate_limit_exceeded")]
    [InlineData(500, "api_error", "m", 500, "server_error", null)]
    [InlineData(503, "api_error", "m", 503, "server_error", null)]
    [InlineData(504, "timeout_error", "m", 504, "server_error", "timeout")]
    [InlineData(529, "overloaded_error", "m", 529, "server_error", "overloaded")]
    public void Anthropic_in_OpenAIs_words(int status, string kind, string message, int read, string type, string? code) =>
        Reads("AnthropicMessages", status, $$$"""{"type":"error","error":{"type":"{{{kind}}}","message":"{{{message}}}"}}""", read, type, code);

    [Theory]
    [InlineData(400, "INVALID_ARGUMENT", "m", 400, "invalid_request_error", null)]
    [InlineData(400, "INVALID_ARGUMENT", "The input token count (9) exceeds the maximum number of tokens allowed (8).", 400, "invalid_request_error", "context_length_exceeded")]
    [InlineData(400, "FAILED_PRECONDITION", "m", 400, "invalid_request_error", "failed_precondition")]
    [InlineData(401, "UNAUTHENTICATED", "m", 401, "authentication_error", "invalid_api_key")]
    [InlineData(403, "PERMISSION_DENIED", "m", 403, "permission_error", "permission_denied")]
    [InlineData(404, "NOT_FOUND", "m", 404, "invalid_request_error", "model_not_found")]
    [InlineData(429, "RESOURCE_EXHAUSTED", "m", 429, "rate_limit_error", "rate_limit_exceeded")]
    [InlineData(499, "CANCELLED", "m", 502, "server_error", "cancelled")]
    [InlineData(500, "INTERNAL", "m", 500, "server_error", "internal")]
    [InlineData(503, "UNAVAILABLE", "m", 503, "server_error", "unavailable")]
    [InlineData(504, "DEADLINE_EXCEEDED", "m", 504, "server_error", "deadline_exceeded")]
    public void Gemini_in_OpenAIs_words(int status, string word, string message, int read, string type, string? code) =>
        Reads("Gemini", status, $$$"""{"error":{"code":{{{status}}},"message":"{{{message}}}","status":"{{{word}}}"}}""", read, type, code);

    [Fact]
    public void Geminis_bad_key_is_no_bad_request() => Reads(
        "Gemini",
        400,
        """{"error":{"code":400,"message":"API key not valid.","status":"INVALID_ARGUMENT","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"API_KEY_INVALID"}]}}""",
        401,
        "authentication_error",
        "invalid_api_key");

    [Theory]
    [InlineData(400, "invalid_request_error", "INVALID_ARGUMENT")]
    [InlineData(401, "authentication_error", "UNAUTHENTICATED")]
    [InlineData(402, "billing_error", "FAILED_PRECONDITION")]
    [InlineData(403, "permission_error", "PERMISSION_DENIED")]
    [InlineData(404, "not_found_error", "NOT_FOUND")]
    [InlineData(408, "timeout_error", "DEADLINE_EXCEEDED")]
    [InlineData(409, "conflict_error", "ABORTED")]
    [InlineData(413, "request_too_large", "INVALID_ARGUMENT")]
    [InlineData(422, "invalid_request_error", "INVALID_ARGUMENT")]
    [InlineData(429, "rate_limit_error", "RESOURCE_EXHAUSTED")]
    [InlineData(500, "api_error", "INTERNAL")]
    [InlineData(502, "api_error", "UNAVAILABLE")]
    [InlineData(503, "overloaded_error", "UNAVAILABLE")]
    [InlineData(504, "timeout_error", "DEADLINE_EXCEEDED")]
    [InlineData(529, "overloaded_error", "UNAVAILABLE")]
    public void A_status_has_its_name_in_every_format(int status, string anthropic, string gemini)
    {
        var error = new GatewayError(status, "some_type", "why") { Code = "some_code", Param = "some.param" };

        Write("OpenAIChat", error).ShouldBe("""{"error":{"message":"why","type":"some_type","param":"some.param","code":"some_code"}}""");
        Write("AnthropicMessages", error).ShouldBe($$"""{"type":"error","error":{"type":"{{anthropic}}","message":"why"},"request_id":"req_1"}""");
        Write("Gemini", error).ShouldStartWith($$"""{"error":{"code":{{status}},"message":"why","status":"{{gemini}}",""");
    }

    private static void Reads(string format, int status, string body, int read, string type, string? code)
    {
        var error = TestFormats.Get(format).ReadError(status, Encoding.UTF8.GetBytes(body));
        (error.Status, error.Type, error.Code).ShouldBe((read, type, code));
        error.Message.ShouldNotBeNullOrWhiteSpace();
    }

    private static string Write(string format, GatewayError error) =>
        Encoding.UTF8.GetString(JsonText.Write(writer => TestFormats.Get(format).WriteError(error, "req_1", writer)));
}
