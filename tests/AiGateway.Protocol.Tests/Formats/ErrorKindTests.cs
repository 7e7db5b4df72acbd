using System.Text;
using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Formats;
using AiGateway.Protocol.Formats.OpenAIChat;
using AiGateway.Protocol.Sse;
using AiGateway.Protocol.Tests.Golden;

namespace AiGateway.Protocol.Tests.Formats;

/// <summary>What an error is about and how long it asks to wait, by the words that the providers were seen to use.</summary>
public class ErrorKindTests
{
    private const string OpenAI = "OpenAIChat";
    private const string Anthropic = "AnthropicMessages";
    private const string Gemini = "Gemini";

    public static TheoryData<string, int, string> TooLong => new()
    {
        { OpenAI, 400, """{"error":{"message":"m","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}""" },
        { OpenAI, 400, """{"error":{"message":"This endpoint's maximum context length is 32768 tokens. However, you requested about 42832 tokens.","code":400}}""" },
        { OpenAI, 400, """{"error":{"message":"Please reduce the length of the messages or completion. Current length is 42328 while limit is 40000"}}""" },
        { OpenAI, 400, """{"error":{"message":"Your input exceeds the context window of this model. Please adjust your input and try again."}}""" },
        { OpenAI, 400, """{"error":{"code":400,"message":"the request exceeds the available context size, try increasing it","type":"exceed_context_size_error","n_prompt_tokens":9,"n_ctx":8}}""" },
        { OpenAI, 400, """{"object":"error","message":"m","type":"invalid_request_error","param":null,"code":"3051","raw_status_code":400}""" },
        { OpenAI, 400, """{"object":"error","message":"Prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768 maximum context length"}""" },
        { OpenAI, 400, """{"code":"Client specified an invalid argument","error":"This model's maximum prompt length is 131072 but the request contains 200000 tokens."}""" },
        { OpenAI, 400, """{"error":{"message":"The decoder prompt (length 44) is longer than the maximum model length of 16.","type":"BadRequestError","code":400}}""" },
        { OpenAI, 400, """{"error":{"message":"Invalid request: Your request exceeded model token limit: 262144 (requested: 269030)","type":"invalid_request_error"}}""" },
        { OpenAI, 400, """{"error":{"message":"prompt too long; exceeded max context length by 12 tokens","type":"invalid_request_error"}}""" },
        { OpenAI, 400, """{"error":"The number of tokens to keep from the initial prompt is greater than the context length."}""" },
        { OpenAI, 400, """{"error":{"message":"too many tokens: total number of tokens in the prompt exceeds the limit of 4081"}}""" },
        { OpenAI, 400, """{"error":{"message":"Provider returned error","code":400,"metadata":{"raw":"{\"error\":{\"message\":\"prompt is too long: 9 tokens > 8 maximum\"}}"}}}""" },
        { OpenAI, 422, """{"message":"input length and `max_tokens` exceed context limit: 199759 + 8192 > 200000"}""" },
        { OpenAI, 400, """{"error":{"message":"Invalid 'messages[0].content': string too long. Expected a string with maximum length 10485760, but got a string with length 62114761 instead.","type":"invalid_request_error","param":"messages[0].content","code":"string_above_max_length"}}""" },
        { OpenAI, 413, """{"error":{"message":"Request too large for model `m` on tokens per minute (TPM): Limit 6000, Requested 14810","type":"tokens","code":"rate_limit_exceeded"}}""" },
        { OpenAI, 413, "<html>Request Entity Too Large</html>" },
        { Anthropic, 400, """{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 208732 tokens > 200000 maximum"}}""" },
        { Anthropic, 400, """{"type":"error","error":{"type":"invalid_request_error","message":"input length and `max_tokens` exceed context limit: 178959 + 64000 > 200000, decrease input length or `max_tokens` and try again"}}""" },
        { Anthropic, 413, """{"type":"error","error":{"type":"request_too_large","message":"Request exceeds the maximum size"}}""" },
        { Gemini, 400, """{"error":{"code":400,"message":"The input token count (25270) exceeds the maximum number of tokens allowed (4000).","status":"INVALID_ARGUMENT"}}""" },
        { Gemini, 400, """[{"error":{"code":400,"message":"Unable to submit request because the input token count is 1251952 but model only supports up to 1048576.","status":"INVALID_ARGUMENT"}}]""" },
    };

    public static TheoryData<string, int, string> Refused => new()
    {
        { OpenAI, 400, """{"error":{"message":"m","type":null,"param":"prompt","code":"content_filter","status":400}}""" },
        { OpenAI, 400, """{"error":{"message":"m","code":"other","innererror":{"code":"ResponsibleAIPolicyViolation"}}}""" },
        { OpenAI, 400, """{"error":{"message":"m","code":"content_policy_violation"}}""" },
        { OpenAI, 400, """{"error":{"message":"m","type":"invalid_request_error","code":"invalid_prompt"}}""" },
        { OpenAI, 400, """{"error":{"code":400,"message":"The request was rejected because it was considered high risk","param":"prompt","type":"content_filter"}}""" },
        { OpenAI, 400, """{"error":{"message":"Content Exists Risk","type":"invalid_request_error","param":null,"code":"invalid_request_error"}}""" },
        { OpenAI, 400, """{"error":{"message":"<400> InternalError.Algo.DataInspectionFailed: Input text data may contain inappropriate content."}}""" },
        { OpenAI, 403, """{"code":"The caller does not have permission to execute the specified operation","error":"Content violates usage guidelines. Failed check: SAFETY_CHECK_TYPE_BIO"}""" },
        { OpenAI, 403, """{"error":{"code":403,"message":"m requires moderation on OpenAI. Your input was flagged for \"violence\".","metadata":{"reasons":["violence"],"flagged_input":"x"}}}""" },
        { Anthropic, 400, """{"type":"error","error":{"type":"invalid_request_error","message":"Output blocked by content filtering policy"}}""" },
        { Gemini, 400, """{"error":{"code":400,"message":"The prompt contains sensitive words that violate Google's Responsible AI practices.","status":"INVALID_ARGUMENT"}}""" },
    };

    public static TheoryData<string, int, string> Others => new()
    {
        { OpenAI, 400, """{"error":{"message":"max_tokens must be less than or equal to 16384, the maximum value for max_tokens is less than the context_window for this model"}}""" },
        { OpenAI, 400, """{"error":{"message":"Invalid 'messages[2].tool_calls[0].id': string too long.","param":"messages[2].tool_calls[0].id","code":"string_above_max_length"}}""" },
        { OpenAI, 400, """{"error":{"message":"too many tokens: max tokens must be less than or equal to 8192, the maximum output length for this model"}}""" },
        { OpenAI, 400, """{"error":{"message":"Too many tokens, please wait before trying again."}}""" },
        { OpenAI, 403, """{"error":{"message":"maximum context length"}}""" },
        { OpenAI, 403, """{"error":{"message":"Project does not have access to this model."}}""" },
        { OpenAI, 404, """{"error":{"message":"maximum context length"}}""" },
        { OpenAI, 429, """{"error":{"message":"Request too large: too many tokens","type":"tokens","code":"rate_limit_exceeded"}}""" },
        { OpenAI, 429, """{"error":{"message":"m","code":"content_filter"}}""" },
        { OpenAI, 500, """{"error":{"message":"context length exceeded"}}""" },
        { Anthropic, 400, """{"type":"error","error":{"type":"invalid_request_error","message":"messages: at least one message is required"}}""" },
        { Anthropic, 429, """{"type":"error","error":{"type":"rate_limit_error","message":"too many tokens"}}""" },
        { Anthropic, 529, """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""" },
        { Gemini, 400, """{"error":{"code":400,"message":"Request contains an invalid argument.","status":"INVALID_ARGUMENT"}}""" },
        { Gemini, 429, """{"error":{"code":429,"message":"The input token count exceeds the maximum number of tokens per minute.","status":"RESOURCE_EXHAUSTED"}}""" },
    };

    [Theory]
    [MemberData(nameof(TooLong))]
    public void Too_long(string format, int status, string body)
    {
        var error = Read(format, status, body);
        error.Kind.ShouldBe(ErrorKind.ContextLength);
        error.Status.ShouldBe(status);
        if (status != 413 && !body.Contains("string_above", StringComparison.Ordinal))
        {
            error.Code.ShouldBe("context_length_exceeded");
        }
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Refused_by_policy(string format, int status, string body)
    {
        var error = Read(format, status, body);
        error.Kind.ShouldBe(ErrorKind.ContentPolicy);
        error.Status.ShouldBe(400, "403 would mean the key");
        error.Type.ShouldBe("invalid_request_error");
        error.Code.ShouldBeOneOf("content_filter", "content_policy_violation", "invalid_prompt");
    }

    [Theory]
    [MemberData(nameof(Others))]
    public void Neither(string format, int status, string body) => Read(format, status, body).Kind.ShouldBe(ErrorKind.Other);

    /// <summary>The same inside a 200: as an event of a stream and as the whole of a JSON answer.</summary>
    [Theory]
    [InlineData(OpenAI, """{"error":{"message":"This model's maximum context length is 8 tokens.","code":400}}""", ErrorKind.ContextLength, 400)]
    [InlineData(OpenAI, """{"code":"x","error":"This model's maximum prompt length is 8 but the request contains 9 tokens."}""", ErrorKind.ContextLength, 400)]
    [InlineData(OpenAI, """{"error":{"message":"m","code":"content_filter"},"choices":[]}""", ErrorKind.ContentPolicy, 400)]
    [InlineData(OpenAI, """{"error":{"message":"flagged","code":403,"metadata":{"reasons":["x"]}},"choices":[]}""", ErrorKind.Other, 403)]
    [InlineData(OpenAI, """{"error":{"message":"Too many tokens","type":"rate_limit_error"}}""", ErrorKind.Other, 429)]
    [InlineData(OpenAI, """{"error":{"message":"maximum context length","code":502}}""", ErrorKind.Other, 502)]
    [InlineData(OpenAI, """{"error":{"message":"boom"}}""", ErrorKind.Other, 502)]
    [InlineData(Anthropic, """{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 9 tokens > 8 maximum"}}""", ErrorKind.ContextLength, 400)]
    [InlineData(Anthropic, """{"type":"error","error":{"type":"invalid_request_error","message":"Output blocked by content filtering policy"}}""", ErrorKind.ContentPolicy, 400)]
    [InlineData(Anthropic, """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""", ErrorKind.Other, 529)]
    [InlineData(Gemini, """{"error":{"code":400,"message":"The input token count (9) exceeds the maximum number of tokens allowed (8).","status":"INVALID_ARGUMENT"}}""", ErrorKind.ContextLength, 400)]
    [InlineData(Gemini, """{"error":{"message":"The input token count (9) exceeds the maximum number of tokens allowed (8)."}}""", ErrorKind.ContextLength, 400)]
    [InlineData(Gemini, """{"error":{"code":503,"message":"This model is currently experiencing high demand.","status":"UNAVAILABLE"}}""", ErrorKind.Other, 503)]
    public void Inside_a_200(string format, string body, ErrorKind kind, int status)
    {
        var events = new List<ChatEvent>();
        TestFormats.Get(format).ReadAnswer(JsonElement.Parse(body), new AnswerReadContext { IdSeed = "seed" }, events);
        TestFormats.Get(format).CreateStreamReader(new AnswerReadContext { IdSeed = "seed" }).Read(new SseFrame(default, Encoding.UTF8.GetBytes(body), true), events);
        events.Count.ShouldBe(2);
        events.OfType<ChatEvent.Failed>().Select(static failed => (failed.Error.Kind, failed.Error.Status)).ShouldBe([(kind, status), (kind, status)]);
        if (format == OpenAI)
        {
            OpenAIChatInspector.ReadFailure(Encoding.UTF8.GetBytes(body)).Kind.ShouldBe(kind);
            OpenAIChatInspector.CheckAnswer(Encoding.UTF8.GetBytes(body))!.Kind.ShouldBe(kind);
        }
    }

    [Theory]
    [InlineData("""{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"34s"}""", 34_000)]
    [InlineData("""{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"34.074824224s"}""", 34_075)]
    [InlineData("""{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"0s"}""", 0)]
    [InlineData("""{"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[{"quotaId":"GenerateRequestsPerDayPerProjectPerModel-FreeTier"}]},{"retryDelay":"36s"}""", 36_000)]
    [InlineData("""{"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[{"quotaId":"GenerateRequestsPerMinutePerProjectPerModel"}]}""", 60_000)]
    [InlineData("""{"violations":[{"quotaId":"GenerateRequestsPerMinute"},{"quotaId":"GenerateRequestsPerDayPerProject"}]}""", 3_600_000)]
    [InlineData("""{"retryDelay":"99999999999999999999s"}""", 86_400_000)]
    [InlineData("""{"retryDelay":"-5s"}""", null)]
    [InlineData("""{"retryDelay":"soon"}""", null)]
    [InlineData("""{"retryDelay":"s"}""", null)]
    [InlineData("""{"retryDelay":5},{"violations":[7,{"quotaId":3}]},8,null""", null)]
    public void Gemini_says_how_long_to_wait(string details, int? milliseconds)
    {
        var error = Read(Gemini, 429, $$$"""{"error":{"code":429,"message":"m","status":"RESOURCE_EXHAUSTED","details":[{{{details}}}]}}""");
        (error.RetryAfter is { } wait ? (int?)Math.Round(wait.TotalMilliseconds) : null).ShouldBe(milliseconds);
    }

    [Theory]
    [InlineData(429, "Rate limit reached. Please try again in 7.66s. Visit the page.", 7_660)]
    [InlineData(429, "Please try again in 6ms.", 6)]
    [InlineData(429, "Please try again in 7m12.48s.", 432_480)]
    [InlineData(429, "Please try again in 1h2m.", 3_720_000)]
    [InlineData(429, "Requests have exceeded the rate limit. Please retry after 26 seconds.", 26_000)]
    [InlineData(429, "Quota exceeded.\nPlease retry in 36.429760048s.", 36_430)]
    [InlineData(429, "Please try again in 999999999h.", null)]
    [InlineData(429, "Please try again in a while.", null)]
    [InlineData(400, "Please try again in 5s.", null)]
    public void A_message_says_how_long_to_wait(int status, string message, int? milliseconds)
    {
        var text = JsonEncodedText.Encode(message);
        var errors = new[]
        {
            Read(OpenAI, status, $$$"""{"error":{"message":"{{{text}}}"}}"""),
            Read(Anthropic, status, $$$"""{"type":"error","error":{"type":"{{{(status == 429 ? "rate_limit_error" : "invalid_request_error")}}}","message":"{{{text}}}"}}"""),
            Read(Gemini, status, $$$"""{"error":{"message":"{{{text}}}"}}"""),
        };
        errors.Select(static error => error.RetryAfter is { } wait ? (int?)Math.Round(wait.TotalMilliseconds) : null).ShouldAllBe(read => read == milliseconds);
    }

    private static GatewayError Read(string format, int status, string body) => TestFormats.Get(format).ReadError(status, Encoding.UTF8.GetBytes(body));
}
