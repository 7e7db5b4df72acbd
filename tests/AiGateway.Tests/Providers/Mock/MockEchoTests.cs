using System.Text.Json;
using AiGateway.Protocol.Chat;

namespace AiGateway.Tests.Providers.Mock;

public sealed class MockEchoTests : IDisposable
{
    private readonly StepTime _time = new();
    private readonly MockClient _mock;

    public MockEchoTests() => _mock = new MockClient(_time);

    public void Dispose() => _mock.Dispose();

    [Fact]
    public async Task Json_answer_has_openais_shape()
    {
        var answer = await _mock.JsonAsync(MockClient.Chat("echo", "Hello big world"));

        answer.GetProperty("id").GetString().ShouldStartWith("chatcmpl-");
        answer.GetProperty("object").GetString().ShouldBe("chat.completion");
        answer.GetProperty("created").GetInt64().ShouldBe(1_800_000_000);
        answer.GetProperty("model").GetString().ShouldBe("echo");
        answer.GetProperty("choices").GetRawText().ShouldBe(
            """[{"index":0,"message":{"role":"assistant","content":"Hello big world","refusal":null},"logprobs":null,"finish_reason":"stop"}]""");
        var usage = answer.GetProperty("usage");
        usage.GetProperty("prompt_tokens").GetInt32().ShouldBe(4);
        usage.GetProperty("completion_tokens").GetInt32().ShouldBe(4);
        usage.GetProperty("total_tokens").GetInt32().ShouldBe(8);
        usage.GetProperty("prompt_tokens_details").GetProperty("cached_tokens").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task Stream_sends_the_role_then_a_word_an_event_then_the_finish()
    {
        var events = await _mock.StreamAsync(MockClient.Chat("echo", "Hello  big\nworld ", ""","stream":true"""));

        var choices = events[..^1].Select(static data => JsonElement.Parse(data).GetProperty("choices")[0].GetRawText()).ToArray();
        choices.ShouldBe(
        [
            """{"index":0,"delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":null}""",
            """{"index":0,"delta":{"content":"Hello"},"logprobs":null,"finish_reason":null}""",
            """{"index":0,"delta":{"content":"  big"},"logprobs":null,"finish_reason":null}""",
            """{"index":0,"delta":{"content":"\nworld "},"logprobs":null,"finish_reason":null}""",
            """{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}""",
        ]);
        events[^1].ShouldBe("[DONE]");
        events[..^1].Select(static data => JsonElement.Parse(data).GetProperty("id").GetString()).Distinct().Count().ShouldBe(1);
        events.ShouldNotContain(static data => data.Contains("usage"));
    }

    [Fact]
    public async Task Usage_ends_the_stream_where_asked_for()
    {
        var events = await _mock.StreamAsync(MockClient.Chat("echo", "one two", ""","stream":true,"stream_options":{"include_usage":true}"""));

        var last = JsonElement.Parse(events[^2]);
        last.GetProperty("choices").GetArrayLength().ShouldBe(0);
        last.GetProperty("usage").GetProperty("completion_tokens").GetInt32().ShouldBe(2);
        foreach (var data in events[..^2])
        {
            JsonElement.Parse(data).GetProperty("usage").ValueKind.ShouldBe(JsonValueKind.Null);
        }
    }

    public static TheoryData<string> Requests() =>
    [
        MockClient.Chat("echo", "one two three"),
        MockClient.Chat("echo", ""),
        MockClient.Chat("echo", "   "),
        MockClient.Chat("echo", "größer 漢字 😀😀😀 \"quoted\" \\ </script>"),
        MockClient.Chat("echo", new string('x', 3000)),
        MockClient.Chat("echo", string.Concat(Enumerable.Repeat("😀", 400))),
        MockClient.Chat("echo", "one two three", ""","n":3,"max_tokens":2"""),
        MockClient.Chat("echo", "one two three", ""","response_format":{"type":"json_object"}"""),
        MockClient.Chat("echo", "x", ""","response_format":{"type":"json_schema","json_schema":{"name":"a","schema":{"type":"object","required":["a"],"properties":{"a":{"enum":["long enough for pieces"]}}}}}"""),
        MockClient.Chat("echo", "call a, call b", ""","n":2,"tools":[{"type":"function","function":{"name":"a","parameters":{"type":"object","required":["city"],"properties":{"city":{"const":"a long name of a city"}}}}},{"type":"custom","custom":{"name":"b"}}]"""),
        MockClient.Chat("echo", "call a", ""","max_tokens":2,"tools":[{"type":"function","function":{"name":"a","parameters":{"type":"object","required":["city"],"properties":{"city":{"const":"a long name of a city"}}}}}]"""),
    ];

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Stream_amounts_to_the_json_answer(string body)
    {
        var json = MockClient.Fold(await _mock.JsonAsync(body));
        var stream = MockClient.Fold(await _mock.StreamAsync(body[..^1] + ""","stream":true,"stream_options":{"include_usage":true}}"""));

        stream.Usage.ShouldBe(json.Usage);
        stream.Model.ShouldBe(json.Model);
        stream.Created.ShouldBe(json.Created);
        stream.Choices.Count.ShouldBe(json.Choices.Count);
        for (var index = 0; index < json.Choices.Count; index++)
        {
            stream.Choices[index].FinishReason.ShouldBe(json.Choices[index].FinishReason);
            WithoutIds(stream.Choices[index]).ShouldBe(WithoutIds(json.Choices[index]));
        }
    }

    [Theory]
    [InlineData("""[{"role":"system","content":"be kind"},{"role":"user","content":"first"},{"role":"assistant","content":"no"},{"role":"user","content":"second"}]""", "second", 5)]
    [InlineData("""[{"role":"user","content":[{"type":"text","text":"look"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}},{"type":"input_audio","input_audio":{"data":"AAAA","format":"wav"}},{"type":"file","file":{"file_id":"f"}}]}]""", "look [image] [audio] [file]", 7)]
    [InlineData("""[{"role":"user","content":"weather?"},{"role":"assistant","content":null,"tool_calls":[{"id":"1","type":"function","function":{"name":"w","arguments":"{}"}},{"id":"2","type":"function","function":{"name":"w","arguments":"{}"}}]},{"role":"tool","tool_call_id":"1","content":"rain"},{"role":"tool","tool_call_id":"2","content":"sun"}]""", "rain\nsun", 6)]
    [InlineData("""[{"role":"user","content":"one"},{"role":"assistant","content":"prefill"}]""", "one", 3)]
    [InlineData("""[{"role":"system","content":"alone"}]""", "alone", 2)]
    public async Task Echoes_what_the_conversation_ends_with(string messages, string expected, int promptTokens)
    {
        var answer = await _mock.JsonAsync($$"""{"model":"echo","messages":{{messages}}}""");

        answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString().ShouldBe(expected);
        answer.GetProperty("usage").GetProperty("prompt_tokens").GetInt32().ShouldBe(promptTokens);
    }

    [Theory]
    [InlineData(""","max_tokens":2""", "one two ", "length", 2)]
    [InlineData(""","max_completion_tokens":1,"max_tokens":9""", "one ", "length", 1)]
    [InlineData(""","max_tokens":4""", "one two three", "stop", 4)]
    [InlineData(""","stop":" three" """, "one two", "stop", 2)]
    [InlineData(""","stop":["nothing","wo"]""", "one t", "stop", 2)]
    [InlineData(""","stop":["two","one"]""", "", "stop", 0)]
    [InlineData(""","stop":"three","max_tokens":1""", "one ", "length", 1)]
    public async Task Limits_and_stops_end_the_text(string extra, string expected, string finish, int tokens)
    {
        var answer = await _mock.JsonAsync(MockClient.Chat("echo", "one two three", extra));

        var choice = answer.GetProperty("choices")[0];
        choice.GetProperty("message").GetProperty("content").GetString().ShouldBe(expected);
        choice.GetProperty("finish_reason").GetString().ShouldBe(finish);
        answer.GetProperty("usage").GetProperty("completion_tokens").GetInt32().ShouldBe(tokens);
    }

    [Fact]
    public async Task Limit_never_cuts_a_character()
    {
        var answer = await _mock.JsonAsync(MockClient.Chat("echo", "ab😀", ""","max_tokens":1"""));

        answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString().ShouldBe("ab");
    }

    [Fact]
    public async Task Every_choice_is_answered_and_counted()
    {
        var answer = await _mock.JsonAsync(MockClient.Chat("echo", "one two", ""","n":3"""));
        var events = await _mock.StreamAsync(MockClient.Chat("echo", "one two", ""","n":3,"stream":true"""));

        answer.GetProperty("choices").GetArrayLength().ShouldBe(3);
        answer.GetProperty("usage").GetProperty("completion_tokens").GetInt32().ShouldBe(6);
        for (var choice = 0; choice < 3; choice++)
        {
            MockClient.Contents(events, choice).ShouldBe(["one", " two"]);
        }
    }

    [Fact]
    public async Task Text_without_limit_ends_at_the_mocks_own()
    {
        var answer = await _mock.JsonAsync(MockClient.Chat("echo", new string('y', 200_000)));

        answer.GetProperty("choices")[0].GetProperty("finish_reason").GetString().ShouldBe("length");
        answer.GetProperty("usage").GetProperty("completion_tokens").GetInt32().ShouldBe(32_768);
    }

    [Fact]
    public async Task Json_object_wraps_the_text()
    {
        var answer = await _mock.JsonAsync(MockClient.Chat("echo", "say \"hi\"", ""","response_format":{"type":"json_object"}"""));

        answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString().ShouldBe("""{"echo":"say \"hi\""}""");
    }

    private static List<string> WithoutIds(ChatChoice choice) =>
        [.. choice.Parts.Select(static part => part is ChatPart.ToolCall call ? $"{call.Name} {call.Arguments} {call.IsCustom}" : part.ToString())];
}
