using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Formats;

namespace AiGateway.Protocol.Tests.Formats.AnthropicMessages;

public class ToolAndFormatTests
{
    private static readonly ResponseFormat Person = new(ResponseFormatKind.JsonSchema)
    {
        Name = "per son",
        Description = "A person",
        Schema = Anthropic.Json("""{"type":"object","properties":{"name":{"type":"string"}}}"""),
        Strict = true,
    };

    [Theory]
    [InlineData(null, """{"type":"object","properties":{}}""")]
    [InlineData("""{"properties":{"a":{"type":"string"}}}""", """{"type":"object","properties":{"a":{"type":"string"}}}""")]
    [InlineData("""{"type":["object","null"],"properties":{}}""", """{"type":"object","properties":{}}""")]
    public void A_tools_schema_is_an_object(string? parameters, string schema)
    {
        var tool = Anthropic.Tool("t") with { Parameters = parameters is null ? null : Anthropic.Json(parameters) };
        (Anthropic.Ask() with { Tools = [tool] }).Write().Body.GetProperty("tools")[0].Raw("input_schema").ShouldBe(schema);
    }

    [Fact]
    public void Strict_is_reported_where_the_model_does_not_know_it()
    {
        var request = Anthropic.Ask() with { Tools = [Anthropic.Tool("t") with { Strict = true }] };
        request.Write("claude-opus-4-0").Dropped.ShouldBe(["tools.function.strict"]);
        request.Write("claude-opus-4-6").Body.GetProperty("tools")[0].Raw("strict").ShouldBe("true");
    }

    [Theory]
    [InlineData(ToolChoiceMode.Auto, new string[0], false, """{"type":"auto"}""", 2)]
    [InlineData(ToolChoiceMode.None, new string[0], true, """{"type":"none"}""", 2)]
    [InlineData(ToolChoiceMode.Required, new string[0], true, """{"type":"any","disable_parallel_tool_use":true}""", 2)]
    [InlineData(ToolChoiceMode.Required, new[] { "b" }, false, """{"type":"tool","name":"b"}""", 2)]
    [InlineData(ToolChoiceMode.Required, new[] { "b", "c" }, false, """{"type":"any"}""", 1)]
    [InlineData(ToolChoiceMode.Auto, new[] { "b" }, true, """{"type":"auto","disable_parallel_tool_use":true}""", 1)]
    public void Tool_choice(ToolChoiceMode mode, string[] names, bool oneAtATime, string expected, int tools)
    {
        var request = Anthropic.Ask() with
        {
            Tools = [Anthropic.Tool("a"), Anthropic.Tool("b")],
            ToolChoice = new ToolChoice(mode) { Names = names },
            ParallelToolCalls = !oneAtATime,
        };
        var (body, dropped, _) = request.Write();
        body.Raw("tool_choice").ShouldBe(expected);
        body.GetProperty("tools").GetArrayLength().ShouldBe(tools);
        dropped.ShouldBeEmpty();
    }

    [Fact]
    public void One_tool_at_a_time_needs_a_choice_object()
    {
        (Anthropic.Ask() with { Tools = [Anthropic.Tool("a")], ParallelToolCalls = false }).Write().Body.Raw("tool_choice")
            .ShouldBe("""{"type":"auto","disable_parallel_tool_use":true}""");
        (Anthropic.Ask() with { ParallelToolCalls = false }).Write().Body.Raw("tool_choice").ShouldBeNull();
    }

    [Fact]
    public void A_choice_of_a_tool_that_is_not_offered_is_reported()
    {
        var request = Anthropic.Ask() with
        {
            Tools = [Anthropic.Tool("a"), new ChatTool { Kind = ChatToolKind.Custom, Name = "grep" }],
            ToolChoice = new ToolChoice(ToolChoiceMode.Required) { Names = ["grep"] },
        };
        var (body, dropped, _) = request.Write();
        body.Raw("tool_choice").ShouldBe("""{"type":"auto"}""");
        dropped.ShouldBe(["tools.custom", "tool_choice"]);
    }

    [Fact]
    public void Half_a_surrogate_pair_in_arguments_and_schemas_is_passed_on()
    {
        const string Odd = """{"x":"\ud83d"}""";
        var body = (Anthropic.Ask(Anthropic.Assistant(new ChatPart.ToolCall("a", "f", Odd))) with { Tools = [Anthropic.Tool("f") with { Parameters = Anthropic.Json("""{"type":"object","title":"\ud83d"}""") }] }).Write().Body;
        body.GetProperty("messages")[0].GetProperty("content")[0].Raw("input").ShouldBe(Odd);
        body.GetProperty("tools")[0].Raw("input_schema").ShouldBe("""{"type":"object","title":"\ud83d"}""");
    }

    [Fact]
    public void Half_a_surrogate_pair_in_a_propertys_name_is_refused() =>
        Should.Throw<WireFormatException>(() => (Anthropic.Ask() with { ResponseFormat = new ResponseFormat(ResponseFormatKind.JsonSchema) { Schema = Anthropic.Json("""{"type":"object","properties":{"\ud83d":{}}}""") } }).Write())
            .Error.Status.ShouldBe(400);

    [Fact]
    public void A_forced_choice_without_tools_is_reported()
    {
        var (body, dropped, _) = (Anthropic.Ask() with { ToolChoice = new ToolChoice(ToolChoiceMode.Required) }).Write();
        body.Raw("tool_choice").ShouldBeNull();
        dropped.ShouldBe(["tool_choice"]);
    }

    [Fact]
    public void A_schema_goes_to_output_config_where_the_model_knows_it()
    {
        var (body, dropped, jsonTool) = (Anthropic.Ask() with { ResponseFormat = Person }).Write();
        body.Raw("output_config").ShouldBe(
            """{"format":{"type":"json_schema","schema":{"description":"A person","type":"object","properties":{"name":{"type":"string"}},"additionalProperties":false}}}""");
        body.Raw("tools").ShouldBeNull();
        jsonTool.ShouldBeNull();
        dropped.ShouldBeEmpty();
    }

    [Fact]
    public void An_older_model_is_made_to_call_a_tool_with_it()
    {
        var (body, dropped, jsonTool) = (Anthropic.Ask() with { ResponseFormat = Person }).Write("claude-3-5-sonnet-20241022");
        jsonTool.ShouldBe("per_son");
        body.Raw("tools").ShouldBe("""[{"name":"per_son","description":"A person","input_schema":{"type":"object","properties":{"name":{"type":"string"}}}}]""");
        body.Raw("tool_choice").ShouldBe("""{"type":"tool","name":"per_son","disable_parallel_tool_use":true}""");
        dropped.ShouldBeEmpty();
    }

    [Fact]
    public void Beside_the_callers_own_tools_it_must_call_one_of_them_or_ours()
    {
        var (body, _, jsonTool) = (Anthropic.Ask() with { ResponseFormat = Person, Tools = [Anthropic.Tool("per_son")] }).Write("claude-opus-4-0");
        jsonTool.ShouldBe("per_son_");
        body.Raw("tool_choice").ShouldBe("""{"type":"any"}""");
    }

    [Fact]
    public void Where_no_tool_can_be_forced_words_must_do()
    {
        var thinking = Anthropic.Ask() with { ResponseFormat = Person, Reasoning = new ReasoningOptions { Effort = "low" } };
        var (body, dropped, jsonTool) = thinking.Write("claude-opus-4-0");
        jsonTool.ShouldBeNull();
        body.Raw("tools").ShouldBeNull();
        body.GetProperty("system")[0].GetProperty("text").GetString()!.ShouldContain("\"name\":{\"type\":\"string\"}");
        dropped.ShouldBe(["response_format.json_schema.strict"]);
        var forced = Anthropic.Ask() with { ResponseFormat = Person, Tools = [Anthropic.Tool("t")], ToolChoice = new ToolChoice(ToolChoiceMode.Required) };
        forced.Write("claude-opus-4-0").JsonTool.ShouldBeNull();
    }

    [Fact]
    public void Any_json_object_is_asked_for_in_words_after_the_callers_own()
    {
        var (body, dropped, _) = (Anthropic.Ask(Anthropic.System("Be terse."), Anthropic.User("Hi")) with { ResponseFormat = new ResponseFormat(ResponseFormatKind.JsonObject) }).Write();
        body.GetProperty("system").GetArrayLength().ShouldBe(2);
        body.GetProperty("system")[1].GetProperty("text").GetString()!.ShouldContain("JSON object");
        dropped.ShouldBeEmpty();
    }

    [Fact]
    public void The_json_tools_arguments_come_back_as_text()
    {
        const string Stream = """
            data: {"type":"message_start","message":{"id":"m","model":"c","content":[]}}

            data: {"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"toolu_1","name":"per_son","input":{}}}

            data: {"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\"name\":"}}

            data: {"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"\"Ann\"}"}}

            data: {"type":"content_block_stop","index":0}

            data: {"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":9}}


            """;
        Anthropic.ReadStream(Stream, "per_son").ShouldBe(
        [
            new ChatEvent.Started("m", "c", null),
            new ChatEvent.TextDelta(0, "{\"name\":"),
            new ChatEvent.TextDelta(0, "\"Ann\"}"),
            new ChatEvent.Finished(0, FinishReason.Stop, null),
            new ChatEvent.UsageReported(new TokenUsage { Output = 9 }),
        ]);
        Anthropic.ReadStream(Stream).OfType<ChatEvent.Finished>().Single().Reason.ShouldBe(FinishReason.ToolCalls);
    }

    [Fact]
    public void The_json_tools_arguments_come_back_as_text_in_a_whole_answer_too()
    {
        var body = Anthropic.Json("""{"content":[{"type":"tool_use","id":"t1","name":"own","input":{"x":1}},{"type":"tool_use","id":"t2","name":"per_son","input":{"name":"Ann"}}],"stop_reason":"tool_use"}""");
        var events = new List<ChatEvent>();
        Anthropic.Format.ReadAnswer(body, new AnswerReadContext { IdSeed = "s", JsonTool = "per_son" }, events);
        events.ShouldBe(
        [
            new ChatEvent.Started(null, null, null),
            new ChatEvent.ToolCallStarted(0, 0, "t1", "own"),
            new ChatEvent.ToolCallDelta(0, 0, """{"x":1}"""),
            new ChatEvent.TextDelta(0, """{"name":"Ann"}"""),
            new ChatEvent.Finished(0, FinishReason.ToolCalls, null),
        ]);
    }
}
