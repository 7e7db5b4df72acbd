using AiGateway.Fakes;
using AiGateway.Fakes.Answers;

namespace AiGateway.Clients.Fakes;

/// <summary>The Anthropic fake before Anthropic's own Node SDK.</summary>
public sealed class AnthropicFakeTests : IAsyncLifetime
{
    private FakeProvider _fake = null!;

    public async Task InitializeAsync() => _fake = await FakeProvider.StartAsync(Dialect.Anthropic);

    public async Task DisposeAsync() => await _fake.DisposeAsync();

    [Fact]
    public async Task Chat_echoes_the_user_and_counts()
    {
        var result = (await RunAsync("chat")).Result;
        result.GetProperty("text").GetString().ShouldBe("Hello there, fake");
        result.GetProperty("finish").GetString().ShouldBe("end_turn");
        result.GetProperty("usage").GetProperty("output_tokens").GetInt32().ShouldBe(5);
        _fake.Requests.ShouldHaveSingleItem().Target.ShouldBe("/v1/messages");
    }

    [Fact]
    public async Task Stream_arrives_in_pieces_with_usage()
    {
        var result = (await RunAsync("stream")).Result;
        result.GetProperty("pieces").GetArrayLength().ShouldBe(3);
        result.GetProperty("text").GetString().ShouldBe("Hello there, fake");
        result.GetProperty("usage").GetProperty("output_tokens").GetInt32().ShouldBe(5);
    }

    [Fact]
    public async Task A_required_tool_is_called_with_conforming_arguments()
    {
        var result = (await RunAsync("tools")).Result;
        result.GetProperty("finish").GetString().ShouldBe("tool_use");
        var call = result.GetProperty("calls").EnumerateArray().ShouldHaveSingleItem();
        call.GetProperty("name").GetString().ShouldBe("get_weather");
        call.GetProperty("input").GetRawText().ShouldBe("{\"city\":\"text\",\"days\":1}");
    }

    [Fact]
    public async Task Parallel_calls_stream_apart()
    {
        var result = (await RunAsync("tools_stream")).Result;
        result.GetProperty("types").EnumerateArray().Select(type => type.GetString()).ShouldBe(["tool_use", "tool_use"]);
        result.GetProperty("calls").EnumerateArray().Select(call => call.GetProperty("input").GetRawText()).ShouldAllBe(text => text == "{\"city\":\"text\",\"days\":1}");
    }

    [Fact]
    public async Task Tool_results_come_back_and_are_answered() =>
        (await RunAsync("loop")).Result.GetProperty("text").GetString().ShouldBe("The tool said: result 0 of get_weather result 1 of get_time");

    [Fact]
    public async Task Thinking_goes_back_with_its_signature()
    {
        var result = (await RunAsync("thinking")).Result;
        result.GetProperty("first").GetProperty("types").EnumerateArray().Select(type => type.GetString()).ShouldBe(["thinking", "tool_use"]);
        result.GetProperty("first").GetProperty("thinking").GetString().ShouldBe("The user said: call get_weather");
        result.GetProperty("last").GetProperty("text").GetString().ShouldBe("The tool said: result 0 of get_weather");
    }

    [Fact]
    public async Task An_image_is_accepted() => (await RunAsync("image")).Result.GetProperty("text").GetString().ShouldBe("Hello there, fake");

    [Fact]
    public async Task A_schema_is_obeyed() => (await RunAsync("structured")).Result.GetProperty("parsed").GetProperty("answer").GetString().ShouldBe("text");

    [Fact]
    public async Task Tokens_are_counted() => (await RunAsync("count_tokens")).Result.GetProperty("input_tokens").GetInt32().ShouldBeGreaterThan(10);

    [Fact]
    public async Task Models_are_listed_page_by_page()
    {
        var result = (await RunAsync("models")).Result;
        result.GetProperty("ids").EnumerateArray().Select(id => id.GetString()).ShouldBe(_fake.Models);
        _fake.Requests.Count(request => request.Target.StartsWith("/v1/models?", StringComparison.Ordinal)).ShouldBe(4);
    }

    [Theory]
    [InlineData("wrong_key", "AuthenticationError", 401, "authentication_error")]
    [InlineData("wrong_model", "NotFoundError", 404, "not_found_error")]
    [InlineData("wrong_request", "BadRequestError", 400, "invalid_request_error")]
    [InlineData("unanswered_call", "BadRequestError", 400, "invalid_request_error")]
    [InlineData("forged_thinking", "BadRequestError", 400, "invalid_request_error")]
    public async Task A_wrong_request_raises_the_typed_error(string scenario, string type, int status, string kind) =>
        Expect(await RunAsync(scenario), type, status, kind);

    [Theory]
    [InlineData(429, "RateLimitError", "rate_limit_error")]
    [InlineData(403, "PermissionDeniedError", "permission_error")]
    [InlineData(500, "InternalServerError", "api_error")]
    [InlineData(529, "OverloadedError", "overloaded_error")]
    public async Task A_scripted_status_raises_the_typed_error(int status, string type, string kind)
    {
        _fake.Next(Fault.Status(status));
        Expect(await RunAsync("failing"), type, status, kind);
    }

    [Fact]
    public async Task An_error_in_the_stream_raises()
    {
        _fake.Next(FakeAnswer.Honest.ErrorEventAt(3));
        (await RunAsync("failing_stream")).Result.GetProperty("message").GetString()!.ShouldContain("overloaded_error");
    }

    [Fact]
    public async Task Noise_is_passed_over()
    {
        _fake.Next(FakeAnswer.Honest.WithNoise().SplitInto(1));
        (await RunAsync("stream")).Result.GetProperty("text").GetString().ShouldBe("Hello there, fake");
    }

    [Fact]
    public async Task An_abort_is_seen_at_once()
    {
        _fake.Next(FakeAnswer.Text("one ", "two ", "three ", "four ").Paced(TimeSpan.FromMilliseconds(50)).StallAfter(6));
        (await RunAsync("abort")).Result.GetProperty("seen").GetInt32().ShouldBe(2);
        await _fake.Requests.ShouldHaveSingleItem().Aborted.WaitAsync(TimeSpan.FromSeconds(5));
    }

    private static void Expect(NodeRun run, string type, int status, string kind)
    {
        var error = run.Result;
        error.GetProperty("class").GetString().ShouldBe(type);
        error.GetProperty("status").GetInt32().ShouldBe(status);
        error.GetProperty("type").GetString().ShouldBe(kind);
    }

    private Task<NodeRun> RunAsync(string scenario) =>
        NodeSdk.RunAsync("anthropic.mjs", scenario, _fake.BaseUrl, _fake.Key, "claude-haiku-4-5");
}
