using System.Text.Json;

namespace AiGateway.Tests.Providers.Mock;

public sealed class MockToolsTests : IDisposable
{
    private const string Tools =
        ""","tools":[{"type":"function","function":{"name":"get_weather","parameters":{"type":"object","properties":{"unit":{"type":"string"},"city":{"type":"string","minLength":3}},"required":["city"]}}},{"type":"function","function":{"name":"now"}},{"type":"custom","custom":{"name":"shell"}}]""";

    private readonly MockClient _mock = new();

    public void Dispose() => _mock.Dispose();

    [Theory]
    [InlineData("hello", ""","tool_choice":"required" """, "get_weather {\"city\":\"xxx\"}")]
    [InlineData("hello", ""","tool_choice":{"type":"function","function":{"name":"now"}}""", "now {}")]
    [InlineData("call get_weather", ""","tool_choice":{"type":"function","function":{"name":"now"}}""", "now {}")]
    [InlineData("please call now.", "", "now {}")]
    [InlineData("CALL  now", "", "now {}")]
    [InlineData("call now and then call get_weather, call now", "", "now {}|get_weather {\"city\":\"xxx\"}|now {}")]
    [InlineData("call now, call get_weather", ""","parallel_tool_calls":false""", "now {}")]
    [InlineData("call now, call get_weather", ""","tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"auto","tools":[{"type":"function","function":{"name":"get_weather"}}]}}""", "get_weather {\"city\":\"xxx\"}")]
    [InlineData("call shell", "", "shell call shell")]
    public async Task Calls_what_is_asked_for(string text, string extra, string expected)
    {
        var answer = await _mock.JsonAsync(MockClient.Chat("echo", text, Tools + extra));

        var choice = answer.GetProperty("choices")[0];
        choice.GetProperty("finish_reason").GetString().ShouldBe("tool_calls");
        choice.GetProperty("message").GetProperty("content").ValueKind.ShouldBe(JsonValueKind.Null);
        string.Join('|', choice.GetProperty("message").GetProperty("tool_calls").EnumerateArray().Select(Describe)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("hello", "")]
    [InlineData("call nothing", "")]
    [InlineData("recall now", "")]
    [InlineData("call now", ""","tool_choice":"none" """)]
    public async Task Answers_with_text_where_no_call_is_asked_for(string text, string extra)
    {
        var message = (await _mock.JsonAsync(MockClient.Chat("echo", text, Tools + extra))).GetProperty("choices")[0].GetProperty("message");

        message.GetProperty("content").GetString().ShouldBe(text);
        message.TryGetProperty("tool_calls", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Results_of_tools_are_answered_with_text_even_where_they_name_a_tool()
    {
        var answer = await _mock.JsonAsync(
            """{"model":"echo","messages":[{"role":"user","content":"call now"},{"role":"assistant","tool_calls":[{"id":"1","type":"function","function":{"name":"now","arguments":"{}"}}]},{"role":"tool","tool_call_id":"1","content":"call now"}]""" + Tools + "}");

        answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString().ShouldBe("call now");
    }

    [Fact]
    public async Task Stream_names_each_call_once_and_sends_its_arguments_in_pieces()
    {
        const string Schema = """{"type":"object","required":["text"],"properties":{"text":{"const":"long enough to be cut"}}}""";
        var events = await _mock.StreamAsync(MockClient.Chat(
            "echo",
            "call a, call a",
            $$$""","stream":true,"tools":[{"type":"function","function":{"name":"a","parameters":{{{Schema}}} } }]"""));

        var deltas = events[..^1].Select(static data => JsonElement.Parse(data).GetProperty("choices")[0].GetProperty("delta")).ToList();
        deltas[0].GetRawText().ShouldBe("""{"role":"assistant","content":null}""");
        for (var index = 0; index < 2; index++)
        {
            var own = deltas[1..^1].Select(static delta => delta.GetProperty("tool_calls")[0]).Where(call => call.GetProperty("index").GetInt32() == index).ToList();
            own[0].GetProperty("function").GetProperty("name").GetString().ShouldBe("a");
            own.Count(static call => call.TryGetProperty("id", out _) || call.GetProperty("function").TryGetProperty("name", out _)).ShouldBe(1);
            own.Count.ShouldBeGreaterThan(3);
            string.Concat(own.Select(static call => call.GetProperty("function").GetProperty("arguments").GetString())).ShouldBe("""{"text":"long enough to be cut"}""");
        }

        deltas[1..^1].Select(static delta => delta.GetProperty("tool_calls")[0]).Where(static call => call.TryGetProperty("id", out _))
            .Select(static call => call.GetProperty("id").GetString()).Distinct().Count().ShouldBe(2);
        JsonElement.Parse(events[^2]).GetProperty("choices")[0].GetProperty("finish_reason").GetString().ShouldBe("tool_calls");
    }

    [Fact]
    public async Task Limit_cuts_the_arguments()
    {
        var choice = (await _mock.JsonAsync(MockClient.Chat("echo", "call get_weather, call now", Tools + ""","max_tokens":4"""))).GetProperty("choices")[0];

        choice.GetProperty("finish_reason").GetString().ShouldBe("length");
        choice.GetProperty("message").GetProperty("tool_calls").EnumerateArray().Select(Describe).ShouldBe(["get_weather {\"cit"]);
    }

    [Theory]
    [InlineData(""","tool_choice":"required" """)]
    [InlineData(""","tools":[{"type":"function","function":{"name":"a"}}],"tool_choice":{"type":"function","function":{"name":"b"}}""")]
    public async Task Call_of_a_tool_that_is_not_there_is_refused(string extra)
    {
        var error = await _mock.ErrorAsync(MockClient.Chat("echo", "x", extra), 400);

        error.GetProperty("param").GetString().ShouldBe("tool_choice");
    }

    private static string Describe(JsonElement call) => call.GetProperty("type").GetString() == "custom"
        ? $"{call.GetProperty("custom").GetProperty("name").GetString()} {call.GetProperty("custom").GetProperty("input").GetString()}"
        : $"{call.GetProperty("function").GetProperty("name").GetString()} {call.GetProperty("function").GetProperty("arguments").GetString()}";
}
