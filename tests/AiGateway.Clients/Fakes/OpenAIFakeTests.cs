using AiGateway.Fakes;
using AiGateway.Fakes.Answers;

namespace AiGateway.Clients.Fakes;

/// <summary>The OpenAI fake before OpenAI's own Node SDK.</summary>
public sealed class OpenAIFakeTests : IAsyncLifetime
{
    private FakeProvider _fake = null!;

    public async Task InitializeAsync() => _fake = await FakeProvider.StartAsync(Dialect.OpenAI);

    public async Task DisposeAsync() => await _fake.DisposeAsync();

    [Fact]
    public async Task Chat_echoes_the_user_and_counts()
    {
        var result = (await RunAsync("chat")).Result;
        result.GetProperty("text").GetString().ShouldBe("Hello there, fake");
        result.GetProperty("finish").GetString().ShouldBe("stop");
        result.GetProperty("usage").GetProperty("completion_tokens").GetInt32().ShouldBe(5);
        var request = _fake.Requests.ShouldHaveSingleItem();
        request.Method.ShouldBe("POST");
        request.Target.ShouldBe("/v1/chat/completions");
        request.Key.ShouldBe(_fake.Key);
        request.AbortedAt.ShouldBeNull();
        request.BytesSent.ShouldBeGreaterThan(100);
    }

    [Fact]
    public async Task Stream_arrives_in_pieces_with_usage()
    {
        var result = (await RunAsync("stream")).Result;
        result.GetProperty("pieces").GetArrayLength().ShouldBe(3);
        result.GetProperty("text").GetString().ShouldBe("Hello there, fake");
        result.GetProperty("ids").GetInt32().ShouldBe(1);
        result.GetProperty("finish").GetString().ShouldBe("stop");
        result.GetProperty("usage").GetProperty("total_tokens").GetInt32().ShouldBeGreaterThan(5);
    }

    [Fact]
    public async Task A_required_tool_is_called_with_conforming_arguments()
    {
        var result = (await RunAsync("tools")).Result;
        result.GetProperty("finish").GetString().ShouldBe("tool_calls");
        var call = result.GetProperty("calls")[0].GetProperty("function");
        call.GetProperty("name").GetString().ShouldBe("get_weather");
        call.GetProperty("arguments").GetString().ShouldBe("{\"city\":\"text\",\"days\":1}");
    }

    [Fact]
    public async Task Parallel_calls_stream_apart()
    {
        var result = (await RunAsync("tools_stream")).Result;
        result.GetProperty("finish").GetString().ShouldBe("tool_calls");
        result.GetProperty("calls").EnumerateArray().Select(call => call.GetProperty("name").GetString()).ShouldBe(["get_weather", "get_time"]);
        result.GetProperty("calls").EnumerateArray().Select(call => call.GetProperty("arguments").GetString()).ShouldAllBe(text => text == "{\"city\":\"text\",\"days\":1}");
    }

    [Fact]
    public async Task Tool_results_come_back_and_are_answered()
    {
        var result = (await RunAsync("loop")).Result;
        result.GetProperty("text").GetString().ShouldBe("The tool said: result 0 of get_weather result 1 of get_time");
    }

    [Fact]
    public async Task A_reasoning_model_counts_its_thoughts()
    {
        var result = (await RunAsync("reasoning", model: "o3-mini")).Result;
        result.GetProperty("text").GetString().ShouldBe("Hello there, fake");
        result.GetProperty("usage").GetProperty("completion_tokens_details").GetProperty("reasoning_tokens").GetInt32().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task An_image_is_accepted() => (await RunAsync("image")).Result.GetProperty("text").GetString().ShouldBe("Hello there, fake");

    [Fact]
    public async Task A_schema_is_obeyed()
    {
        var parsed = (await RunAsync("structured")).Result.GetProperty("parsed");
        parsed.GetProperty("answer").GetString().ShouldBe("text");
        parsed.GetProperty("score").GetDouble().ShouldBe(1);
    }

    [Fact]
    public async Task Embeddings_are_the_same_in_both_encodings()
    {
        var result = (await RunAsync("embeddings")).Result;
        result.GetProperty("lengths").EnumerateArray().Select(length => length.GetInt32()).ShouldBe([1536, 1536]);
        result.GetProperty("indexes").EnumerateArray().Select(index => index.GetInt32()).ShouldBe([0, 1]);
        result.GetProperty("distance").GetDouble().ShouldBeLessThan(1e-6);
    }

    [Fact]
    public async Task Models_are_listed_and_found()
    {
        var result = (await RunAsync("models")).Result;
        result.GetProperty("ids").EnumerateArray().Select(id => id.GetString()).ShouldBe(_fake.Models);
        result.GetProperty("one").GetString().ShouldBe("gpt-4o-mini");
    }

    [Theory]
    [InlineData("wrong_key", "AuthenticationError", 401, "invalid_api_key")]
    [InlineData("wrong_model", "NotFoundError", 404, "model_not_found")]
    [InlineData("wrong_request", "BadRequestError", 400, "unknown_parameter")]
    [InlineData("unanswered_call", "BadRequestError", 400, null)]
    public async Task A_wrong_request_raises_the_typed_error(string scenario, string type, int status, string? code) =>
        Expect((await RunAsync(scenario)), type, status, code);

    [Theory]
    [InlineData(429, "RateLimitError", "rate_limit_exceeded")]
    [InlineData(403, "PermissionDeniedError", null)]
    [InlineData(500, "InternalServerError", null)]
    [InlineData(503, "InternalServerError", null)]
    public async Task A_scripted_status_raises_the_typed_error(int status, string type, string? code)
    {
        _fake.Next(Fault.Status(status, ("retry-after", "1")));
        Expect(await RunAsync("failing"), type, status, code);
    }

    [Fact]
    public async Task An_error_in_the_stream_raises()
    {
        _fake.Next(FakeAnswer.Honest.ErrorEventAt(2));
        var error = (await RunAsync("failing_stream")).Result;
        error.GetProperty("class").GetString().ShouldBe("APIError");
        error.GetProperty("code").GetString().ShouldBe("server_error");
    }

    [Fact]
    public async Task A_cut_stream_raises()
    {
        _fake.Next(FakeAnswer.Honest.CutAfter(2));
        (await RunAsync("failing_stream")).Result.GetProperty("status").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
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
        _fake.Next(FakeAnswer.Text("one ", "two ", "three ", "four ").Paced(TimeSpan.FromMilliseconds(50)).StallAfter(4));
        (await RunAsync("abort")).Result.GetProperty("seen").GetInt32().ShouldBe(2);
        var request = _fake.Requests.ShouldHaveSingleItem();
        await request.Aborted.WaitAsync(TimeSpan.FromSeconds(5));
        request.AbortedAt.ShouldNotBeNull();
    }

    private static void Expect(NodeRun run, string type, int status, string? code)
    {
        var error = run.Result;
        error.GetProperty("class").GetString().ShouldBe(type);
        error.GetProperty("status").GetInt32().ShouldBe(status);
        error.GetProperty("code").GetString().ShouldBe(code);
    }

    private Task<NodeRun> RunAsync(string scenario, string model = "gpt-4o-mini") =>
        NodeSdk.RunAsync("openai.mjs", scenario, _fake.BaseUrl, _fake.Key, model, ("EMBEDDING_MODEL", "text-embedding-3-small"));
}
