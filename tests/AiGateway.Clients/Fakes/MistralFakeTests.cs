using AiGateway.Fakes;
using AiGateway.Fakes.Answers;

namespace AiGateway.Clients.Fakes;

/// <summary>The Mistral fake before Mistral's own Node SDK.</summary>
public sealed class MistralFakeTests : IAsyncLifetime
{
    private FakeProvider _fake = null!;

    public async Task InitializeAsync() => _fake = await FakeProvider.StartAsync(Dialect.Mistral);

    public async Task DisposeAsync() => await _fake.DisposeAsync();

    [Fact]
    public async Task Chat_echoes_the_user_and_counts()
    {
        var result = (await RunAsync("chat")).Result;
        result.GetProperty("text").GetString().ShouldBe("Hello there, fake");
        result.GetProperty("finish").GetString().ShouldBe("stop");
        result.GetProperty("usage").GetProperty("completionTokens").GetInt32().ShouldBe(5);
        _fake.Requests.ShouldHaveSingleItem().Json.GetProperty("random_seed").GetInt32().ShouldBe(7);
    }

    [Fact]
    public async Task Stream_arrives_in_pieces_with_usage()
    {
        var result = (await RunAsync("stream")).Result;
        result.GetProperty("pieces").GetArrayLength().ShouldBe(3);
        result.GetProperty("text").GetString().ShouldBe("Hello there, fake");
        result.GetProperty("usage").GetProperty("completionTokens").GetInt32().ShouldBe(5);
    }

    [Fact]
    public async Task A_required_tool_is_called_with_conforming_arguments()
    {
        var result = (await RunAsync("tools")).Result;
        result.GetProperty("finish").GetString().ShouldBe("tool_calls");
        var call = result.GetProperty("calls").EnumerateArray().ShouldHaveSingleItem();
        call.GetProperty("name").GetString().ShouldBe("get_weather");
        call.GetProperty("id").GetString()!.Length.ShouldBe(9);
        call.GetProperty("arguments").GetString().ShouldBe("{\"city\":\"text\",\"days\":1}");
    }

    [Fact]
    public async Task Parallel_calls_come_in_the_last_chunk()
    {
        var result = (await RunAsync("tools_stream")).Result;
        result.GetProperty("calls").EnumerateArray().Select(call => call.GetProperty("name").GetString()).ShouldBe(["get_weather", "get_time"]);
        result.GetProperty("finish").GetString().ShouldBe("tool_calls");
    }

    [Fact]
    public async Task Tool_results_come_back_and_are_answered() =>
        (await RunAsync("loop")).Result.GetProperty("text").GetString().ShouldBe("The tool said: result 0 of get_weather result 1 of get_time");

    [Fact]
    public async Task A_reasoning_model_answers_with_a_list()
    {
        var result = (await RunAsync("thinking", "magistral-small-latest")).Result;
        foreach (var way in (string[])["whole", "streamed"])
        {
            result.GetProperty(way).GetProperty("thinking").GetString().ShouldBe("The user said: Hello there, fake");
            result.GetProperty(way).GetProperty("text").GetString().ShouldBe("Hello there, fake");
        }
    }

    [Fact]
    public async Task An_image_is_accepted() => (await RunAsync("image")).Result.GetProperty("text").GetString().ShouldBe("Hello there, fake");

    [Fact]
    public async Task A_schema_is_obeyed() => (await RunAsync("structured")).Result.GetProperty("parsed").GetProperty("answer").GetString().ShouldBe("text");

    [Fact]
    public async Task Embeddings_have_the_models_length()
    {
        var result = (await RunAsync("embeddings")).Result;
        result.GetProperty("lengths").EnumerateArray().Select(length => length.GetInt32()).ShouldBe([1024, 1024]);
        result.GetProperty("indexes").EnumerateArray().Select(index => index.GetInt32()).ShouldBe([0, 1]);
    }

    [Fact]
    public async Task Models_are_listed_and_found()
    {
        var result = (await RunAsync("models")).Result;
        result.GetProperty("ids").EnumerateArray().Select(id => id.GetString()).ShouldBe(_fake.Models);
        result.GetProperty("one").GetString().ShouldBe("mistral-small-latest");
    }

    [Theory]
    [InlineData("wrong_key", "SDKError", 401, "Unauthorized")]
    [InlineData("wrong_model", "SDKError", 400, "no-such-model")]
    [InlineData("wrong_request", "HTTPValidationError", 422, "")]
    [InlineData("wrong_order", "SDKError", 400, "Expected last role")]
    [InlineData("wrong_call_id", "SDKError", 400, "length of 9")]
    public async Task A_wrong_request_raises_the_typed_error(string scenario, string type, int status, string says) =>
        Expect(await RunAsync(scenario), type, status, says);

    [Theory]
    [InlineData(429, "3505")]
    [InlineData(500, "internal_server_error")]
    [InlineData(503, "internal_server_error")]
    public async Task A_scripted_status_raises_the_typed_error(int status, string says)
    {
        _fake.Next(Fault.Status(status));
        Expect(await RunAsync("failing"), "SDKError", status, says);
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
        await _fake.Requests.ShouldHaveSingleItem().Aborted.WaitAsync(TimeSpan.FromSeconds(5));
    }

    private static void Expect(NodeRun run, string type, int status, string says)
    {
        var error = run.Result;
        error.GetProperty("class").GetString().ShouldBe(type);
        error.GetProperty("status").GetInt32().ShouldBe(status);
        error.GetProperty("message").GetString()!.ShouldContain(says);
    }

    private Task<NodeRun> RunAsync(string scenario, string model = "mistral-small-latest") =>
        NodeSdk.RunAsync("mistral.mjs", scenario, _fake.BaseUrl, _fake.Key, model, ("EMBEDDING_MODEL", "mistral-embed"));
}
