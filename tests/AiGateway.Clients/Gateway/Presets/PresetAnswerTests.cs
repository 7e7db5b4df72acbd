using System.Text.Json;
using AiGateway.Fakes.Answers;

namespace AiGateway.Clients.Gateway.Presets;

/// <summary>Vendors' answers with their oddities, as the SDK then has them: in OpenAI's strict shape.</summary>
public sealed class PresetAnswerTests(PresetBench bench) : IClassFixture<PresetBench>
{
    /// <summary>Every preset.</summary>
    public static TheoryData<string> Presets => [.. PresetBench.Names];

    [Theory]
    [MemberData(nameof(Presets))]
    public async Task A_whole_answer(string preset)
    {
        bench.Vendor.ResetScript().Next(Fault.Body(200, VendorSample.Body(preset)));
        var result = await bench.RunAsync(preset, "chat").Good();
        Expect(VendorSample.Of(preset), result);
        StrictShape.OfAnswer(result.GetProperty("raw"));
    }

    [Theory]
    [MemberData(nameof(Presets))]
    public async Task A_stream(string preset)
    {
        bench.Vendor.ResetScript().Next(Fault.Frames(VendorSample.Stream(preset)).SplitInto(100));
        var result = await bench.RunAsync(preset, "stream").Good();
        Expect(VendorSample.Of(preset), result);
        StrictShape.OfStream([.. result.GetProperty("chunks").EnumerateArray()]);
    }

    [Theory]
    [MemberData(nameof(Presets))]
    public async Task Calls_that_lack_what_they_should_have(string preset)
    {
        // Whole calls in one delta, without index or type, one without an id, one with an object for arguments, and "stop" for the reason.
        bench.Vendor.ResetScript().Next(Fault.Frames(VendorSample.Stream("loose-calls")));
        var result = await bench.RunAsync(preset, "tools_stream").Good();
        result.Text("finish").ShouldBe("tool_calls");
        result.Each("calls", "name").ShouldBe(["get_weather", "get_time"]);
        result.Each("calls", "arguments").ShouldBe(["{\"city\":\"x\"}", "{\"city\":\"y\"}"]);
        result.Each("calls", "id").Distinct().Count().ShouldBe(2);
        StrictShape.OfStream([.. result.GetProperty("chunks").EnumerateArray()]);
    }

    [Theory]
    [InlineData("groq", 400, """{"error":{"message":"Failed to call a function.","type":"invalid_request_error","code":"tool_use_failed","failed_generation":"<x>"}}""", "BadRequestError", 400, "tool_use_failed")]
    [InlineData("groq", 498, """{"error":{"message":"Flex tier capacity exceeded","type":"capacity_exceeded"}}""", "InternalServerError", 503, null)]
    [InlineData("deepseek", 402, """{"error":{"message":"Insufficient Balance","type":"unknown_error","param":null,"code":"invalid_request_error"}}""", "InternalServerError", 502, "credentials_exhausted")]
    [InlineData("deepseek", 422, """{"error":{"message":"bad","type":"invalid_request_error","param":null,"code":"invalid_request_error"}}""", "UnprocessableEntityError", 422, "invalid_request_error")]
    [InlineData("xai", 400, """{"code":"Client specified an invalid argument","error":"Model grok does not support parameter stop."}""", "BadRequestError", 400, null)]
    [InlineData("xai", 200, """{"code":"The service is currently unavailable","error":"Overloaded."}""", "InternalServerError", 503, null)]
    [InlineData("openrouter", 200, """{"error":{"code":429,"message":"Rate limited","metadata":{"provider_name":"X","raw":"slow down"}},"user_id":"u"}""", "RateLimitError", 429, "rate_limit_exceeded")]
    [InlineData("openrouter", 503, """{"error":{"code":503,"message":"No provider is available"}}""", "InternalServerError", 503, null)]
    [InlineData("together", 422, """{"error":{"message":"Input validation error","type":"invalid_request_error","param":"max_tokens","code":null}}""", "UnprocessableEntityError", 422, null)]
    [InlineData("fireworks", 404, """{"error":{"object":"error","type":"invalid_request_error","code":"NOT_FOUND","message":"Model not found, inaccessible, and/or not deployed"}}""", "NotFoundError", 404, null)]
    [InlineData("ollama", 404, """{"error":{"message":"model \"x\" not found, try pulling it first","type":"not_found_error","param":null,"code":null}}""", "NotFoundError", 404, "model_not_found")]
    [InlineData("vllm", 400, """{"error":{"message":"This model's maximum context length is 10 tokens.","type":"BadRequestError","param":null,"code":400}}""", "BadRequestError", 400, "context_length_exceeded")]
    [InlineData("vllm", 400, """{"object":"error","message":"Bad.","type":"BadRequestError","param":null,"code":400}""", "BadRequestError", 400, null)]
    public async Task An_error(string preset, int status, string body, string type, int told, string? code)
    {
        bench.Vendor.ResetScript().Always(Fault.Body(status, body));
        var error = await bench.RunAsync(preset, "chat").Error();
        error.Text("class").ShouldBe(type, error.ToString());
        error.Number("status").ShouldBe(told);
        if (code is not null)
        {
            error.Text("code").ShouldBe(code);
        }
    }

    [Theory]
    [InlineData("groq", "event: error\ndata: {\"error\":{\"message\":\"Failed to call a function.\",\"type\":\"invalid_request_error\",\"code\":\"tool_use_failed\",\"status_code\":400}}\n\n", "tool_use_failed")]
    [InlineData("openrouter", "data: {\"id\":\"chat-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"provider\":\"X\",\"error\":{\"code\":502,\"message\":\"gone\"},\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\"},\"finish_reason\":\"error\"}]}\n\ndata: [DONE]\n\n", null)]
    [InlineData("xai", "data: {\"code\":\"x\",\"error\":\"gone\"}\n\ndata: [DONE]\n\n", null)]
    [InlineData("vllm", "data: {\"object\":\"error\",\"message\":\"gone\",\"type\":\"InternalServerError\",\"param\":null,\"code\":500}\n\ndata: [DONE]\n\n", null)]
    public async Task An_error_in_a_stream_is_no_good_end(string preset, string frame, string? code)
    {
        WireFrame[] frames =
        [
            VendorSample.Stream("beginning"),
            WireFrame.FromString(frame) with { Delay = TimeSpan.FromMilliseconds(200) },
        ];
        bench.Vendor.ResetScript().Always(Fault.Frames(frames));
        var error = await bench.RunAsync(preset, "stream").Error();
        error.Text("class").ShouldBe("APIError", error.ToString());
        error.Text("message").ShouldNotBeNullOrEmpty();
        if (code is not null)
        {
            error.Text("code").ShouldBe(code);
        }
    }

    private static void Expect(VendorSample sample, JsonElement result)
    {
        result.Text("text").ShouldBe("Good day");
        result.Text("reasoning").ShouldBe(sample.Reasoning);
        result.Text("finish").ShouldBe("stop");
        var usage = result.GetProperty("usage");
        usage.Number("input").ShouldBe(20);
        usage.Number("output").ShouldBe(6);
        usage.Number("total").ShouldBe(26);
        usage.Number("cached").ShouldBe(sample.Cached);
        usage.Number("reasoning").ShouldBe(sample.Thought);
    }
}
