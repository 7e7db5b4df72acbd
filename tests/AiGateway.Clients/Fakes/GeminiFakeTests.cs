using AiGateway.Fakes;
using AiGateway.Fakes.Answers;

namespace AiGateway.Clients.Fakes;

/// <summary>The Gemini fake before Google's own Node SDK.</summary>
public sealed class GeminiFakeTests : IAsyncLifetime
{
    private FakeProvider _fake = null!;

    public async Task InitializeAsync() => _fake = await FakeProvider.StartAsync(Dialect.Gemini);

    public async Task DisposeAsync() => await _fake.DisposeAsync();

    [Fact]
    public async Task Chat_echoes_the_user_and_counts()
    {
        var result = (await RunAsync("chat")).Result;
        result.GetProperty("text").GetString().ShouldBe("Hello there, fake");
        result.GetProperty("finish").GetString().ShouldBe("STOP");
        result.GetProperty("usage").GetProperty("candidatesTokenCount").GetInt32().ShouldBe(5);
        result.GetProperty("usage").GetProperty("thoughtsTokenCount").GetInt32().ShouldBeGreaterThan(0);
        var request = _fake.Requests.ShouldHaveSingleItem();
        request.Target.ShouldBe("/v1beta/models/gemini-2.5-flash:generateContent");
        request.Key.ShouldBe(_fake.Key);
    }

    [Fact]
    public async Task Stream_arrives_in_pieces_with_usage()
    {
        var result = (await RunAsync("stream")).Result;
        result.GetProperty("pieces").GetArrayLength().ShouldBe(3);
        result.GetProperty("text").GetString().ShouldBe("Hello there, fake");
        result.GetProperty("finish").GetString().ShouldBe("STOP");
        result.GetProperty("usage").GetProperty("candidatesTokenCount").GetInt32().ShouldBe(5);
    }

    [Fact]
    public async Task A_required_tool_is_called_with_conforming_arguments()
    {
        var call = (await RunAsync("tools")).Result.GetProperty("calls").EnumerateArray().ShouldHaveSingleItem();
        call.GetProperty("name").GetString().ShouldBe("get_weather");
        call.GetProperty("args").GetRawText().ShouldBe("{\"city\":\"text\",\"days\":1}");
    }

    [Theory]
    [InlineData("gemini-2.5-flash", false)]
    [InlineData("gemini-3-flash-preview", true)]
    public async Task Parallel_calls_stream_apart_and_the_first_is_signed(string model, bool ids)
    {
        var calls = (await RunAsync("tools_stream", model)).Result.GetProperty("calls").EnumerateArray().ToList();
        calls.Select(call => call.GetProperty("name").GetString()).ShouldBe(["get_weather", "get_time"]);
        calls.Select(call => call.GetProperty("signed").GetBoolean()).ShouldBe([true, false]);
        calls.Select(call => call.TryGetProperty("id", out _)).ShouldBe([ids, ids]);
    }

    [Theory]
    [InlineData("gemini-2.5-flash")]
    [InlineData("gemini-3-pro-preview")]
    public async Task Tool_results_come_back_and_are_answered(string model) =>
        (await RunAsync("loop", model)).Result.GetProperty("text").GetString().ShouldBe("The tool said: result 0 of get_weather result 1 of get_time");

    [Fact]
    public async Task Thoughts_are_shown_where_asked_for()
    {
        var result = (await RunAsync("thinking")).Result;
        result.GetProperty("thinking").GetString().ShouldBe("The user said: Hello there, fake");
        result.GetProperty("text").GetString().ShouldBe("Hello there, fake");
    }

    [Fact]
    public async Task An_image_is_accepted() => (await RunAsync("image")).Result.GetProperty("text").GetString().ShouldBe("Hello there, fake");

    [Fact]
    public async Task A_schema_is_obeyed() => (await RunAsync("structured")).Result.GetProperty("parsed").GetProperty("answer").GetString().ShouldBe("text");

    [Fact]
    public async Task A_chat_goes_on()
    {
        var result = (await RunAsync("chats")).Result;
        result.GetProperty("first").GetString().ShouldBe("Hello there, fake");
        result.GetProperty("second").GetString().ShouldBe("and again");
    }

    [Fact]
    public async Task Embeddings_are_the_same_alone_and_in_a_batch()
    {
        var result = (await RunAsync("embeddings")).Result;
        result.GetProperty("lengths").EnumerateArray().Select(length => length.GetInt32()).ShouldBe([64, 64]);
        result.GetProperty("distance").GetDouble().ShouldBeLessThan(1e-6);
    }

    [Fact]
    public async Task Tokens_are_counted() => (await RunAsync("count_tokens")).Result.GetProperty("totalTokens").GetInt32().ShouldBeGreaterThan(4);

    [Fact]
    public async Task Models_are_listed_page_by_page()
    {
        var result = (await RunAsync("models")).Result;
        result.GetProperty("ids").EnumerateArray().Select(id => id.GetString()).ShouldBe(_fake.Models.Select(model => "models/" + model));
        result.GetProperty("one").GetString().ShouldBe("models/gemini-2.5-flash");
    }

    [Theory]
    [InlineData("wrong_key", 400, "API_KEY_INVALID", "gemini-2.5-flash")]
    [InlineData("wrong_model", 404, "NOT_FOUND", "gemini-2.5-flash")]
    [InlineData("wrong_request", 400, "made_up", "gemini-2.5-flash")]
    [InlineData("unsigned_call", 400, "thought_signature", "gemini-3-flash-preview")]
    public async Task A_wrong_request_raises_the_typed_error(string scenario, int status, string says, string model) =>
        Expect(await RunAsync(scenario, model), status, says);

    [Theory]
    [InlineData(429, "RESOURCE_EXHAUSTED")]
    [InlineData(403, "PERMISSION_DENIED")]
    [InlineData(500, "INTERNAL")]
    [InlineData(503, "UNAVAILABLE")]
    public async Task A_scripted_status_raises_the_typed_error(int status, string says)
    {
        _fake.Next(Fault.Status(status));
        Expect(await RunAsync("failing"), status, says);
    }

    [Fact]
    public async Task An_error_in_the_stream_raises()
    {
        _fake.Next(FakeAnswer.Honest.ErrorEventAt(1));
        Expect(await RunAsync("failing_stream"), 503, "UNAVAILABLE");
    }

    [Fact]
    public async Task A_stream_may_be_split_anywhere()
    {
        _fake.Next(FakeAnswer.Text("Größe ", "❤️ ", "日本").SplitInto(1));
        (await RunAsync("stream")).Result.GetProperty("text").GetString().ShouldBe("Größe ❤️ 日本");
    }

    [Fact]
    public async Task An_abort_is_seen_at_once()
    {
        _fake.Next(FakeAnswer.Text("one ", "two ", "three ", "four ").Paced(TimeSpan.FromMilliseconds(50)).StallAfter(3));
        (await RunAsync("abort")).Result.GetProperty("seen").GetInt32().ShouldBe(2);
        await _fake.Requests.ShouldHaveSingleItem().Aborted.WaitAsync(TimeSpan.FromSeconds(5));
    }

    private static void Expect(NodeRun run, int status, string says)
    {
        var error = run.Result;
        error.GetProperty("name").GetString().ShouldBe("ApiError");
        error.GetProperty("status").GetInt32().ShouldBe(status);
        error.GetProperty("message").GetString()!.ShouldContain(says);
    }

    private Task<NodeRun> RunAsync(string scenario, string model = "gemini-2.5-flash") =>
        NodeSdk.RunAsync("gemini.mjs", scenario, _fake.BaseUrl, _fake.Key, model, ("EMBEDDING_MODEL", "gemini-embedding-001"));
}
