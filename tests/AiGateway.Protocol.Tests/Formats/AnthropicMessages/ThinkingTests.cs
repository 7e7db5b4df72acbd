using AiGateway.Protocol.Chat;

namespace AiGateway.Protocol.Tests.Formats.AnthropicMessages;

public class ThinkingTests
{
    private const string Adaptive = """{"type":"adaptive"}""";

    [Theory]
    // Adaptive models: the effort says how much.
    [InlineData("claude-opus-4-6", "minimal", Adaptive, """{"effort":"low"}""")]
    [InlineData("claude-opus-4-6", "medium", Adaptive, """{"effort":"medium"}""")]
    [InlineData("claude-opus-4-6", "xhigh", Adaptive, """{"effort":"high"}""")]
    [InlineData("claude-opus-4-6", "max", Adaptive, """{"effort":"max"}""")]
    [InlineData("claude-opus-4-6", "none", null, null)]
    [InlineData("claude-opus-4-7", "xhigh", Adaptive, """{"effort":"xhigh"}""")]
    [InlineData("anthropic/claude-opus-4.7", "high", Adaptive, """{"effort":"high"}""")]
    [InlineData("claude-opus-5", "none", """{"type":"disabled"}""", null)]
    [InlineData("claude-sonnet-5", "none", """{"type":"disabled"}""", null)]
    [InlineData("claude-sonnet-5-5", "none", """{"type":"between_tools"}""", null)]
    // Budgets for the older ones.
    [InlineData("claude-sonnet-4-5", "minimal", """{"type":"enabled","budget_tokens":1024}""", null)]
    [InlineData("claude-sonnet-4-5", "low", """{"type":"enabled","budget_tokens":1024}""", null)]
    [InlineData("claude-sonnet-4-5", "medium", """{"type":"enabled","budget_tokens":2048}""", null)]
    [InlineData("claude-sonnet-4-5", "high", """{"type":"enabled","budget_tokens":4096}""", null)]
    [InlineData("claude-sonnet-4-5", "xhigh", """{"type":"enabled","budget_tokens":8192}""", null)]
    [InlineData("claude-3-7-sonnet-20250219", "max", """{"type":"enabled","budget_tokens":16384}""", null)]
    [InlineData("claude-sonnet-4-5", "none", null, null)]
    [InlineData("claude-3-5-haiku-20241022", "none", null, null)]
    public void Effort_by_model(string model, string effort, string? thinking, string? outputConfig)
    {
        var (body, dropped, _) = (Anthropic.Ask() with { Reasoning = new ReasoningOptions { Effort = effort } }).Write(model);
        body.Raw("thinking").ShouldBe(thinking);
        body.Raw("output_config").ShouldBe(outputConfig);
        dropped.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("claude-opus-5-5", "none", """{"effort":"low"}""")]
    [InlineData("claude-fable-5", "none", """{"effort":"low"}""")]
    [InlineData("claude-3-5-sonnet-20241022", "high", null)]
    [InlineData("claude-sonnet-4-6", "enormous", null)]
    public void What_a_model_cannot_do_is_reported(string model, string effort, string? outputConfig)
    {
        var (body, dropped, _) = (Anthropic.Ask() with { Reasoning = new ReasoningOptions { Effort = effort } }).Write(model);
        body.Raw("thinking").ShouldBeNull();
        body.Raw("output_config").ShouldBe(outputConfig);
        dropped.ShouldBe(["reasoning_effort"]);
    }

    [Theory]
    [InlineData(-1, Adaptive, null)]
    [InlineData(1024, Adaptive, """{"effort":"low"}""")]
    [InlineData(8000, Adaptive, """{"effort":"medium"}""")]
    [InlineData(30_000, Adaptive, """{"effort":"high"}""")]
    [InlineData(0, null, null)]
    public void A_budget_becomes_an_effort_on_adaptive_models(int budget, string? thinking, string? outputConfig)
    {
        var body = (Anthropic.Ask() with { Reasoning = new ReasoningOptions { BudgetTokens = budget } }).Write("claude-opus-4-8").Body;
        body.Raw("thinking").ShouldBe(thinking);
        body.Raw("output_config").ShouldBe(outputConfig);
    }

    [Theory]
    [InlineData(5000L, 2000L, 5000, 2000)]
    [InlineData(2000L, 2000L, 4000, 2000)]
    [InlineData(500L, 4000L, 4500, 4000)]
    [InlineData(null, 20_000L, 36_384, 20_000)]
    [InlineData(500L, 10L, 1524, 1024)]
    [InlineData(10_000L, 100_000L, 64_000, 54_000)]
    [InlineData(64_000L, 64_000L, 64_000, 1024)]
    public void The_limit_grows_so_that_the_budget_fits(long? limit, long budget, int maxTokens, int budgetTokens)
    {
        var body = (Anthropic.Ask() with { MaxTokens = limit, Reasoning = new ReasoningOptions { BudgetTokens = budget } }).Write().Body;
        body.GetProperty("max_tokens").GetInt32().ShouldBe(maxTokens);
        body.GetProperty("thinking").GetProperty("budget_tokens").GetInt32().ShouldBe(budgetTokens);
    }

    [Fact]
    public void Thinking_takes_the_temperature_with_it()
    {
        var (body, dropped, _) = (Anthropic.Ask() with { Temperature = 0.2, TopP = 0.5, TopK = 7, Reasoning = new ReasoningOptions { Effort = "low" } }).Write();
        body.Raw("temperature").ShouldBeNull();
        dropped.ShouldBe(["temperature", "top_p", "top_k"]);
    }

    [Theory]
    [InlineData("claude-sonnet-4-5", "auto", true)]
    [InlineData("claude-sonnet-4-6", "any", false)]
    [InlineData("claude-opus-5-5", "auto", true)]
    public void A_forced_tool_gives_way_to_budgeted_thinking_and_to_models_that_refuse_it(string model, string type, bool isReported)
    {
        var request = Anthropic.Ask() with { Tools = [Anthropic.Tool("t")], ToolChoice = new ToolChoice(ToolChoiceMode.Required), Reasoning = new ReasoningOptions { Effort = "low" } };
        var (body, dropped, _) = request.Write(model);
        body.GetProperty("tool_choice").GetProperty("type").GetString().ShouldBe(type);
        dropped.ShouldBe(isReported ? ["tool_choice"] : []);
    }

    [Fact]
    public void A_tool_loop_without_signed_blocks_turns_budgeted_thinking_off()
    {
        static ChatRequest Loop(params ChatPart[] before) => Anthropic.Ask(
            Anthropic.User("Look."),
            Anthropic.Assistant([.. before, new ChatPart.ToolCall("a", "look", "{}")]),
            Anthropic.Result("a", "a tree"),
            Anthropic.Assistant(new ChatPart.ToolCall("b", "look", "{}")),
            Anthropic.Result("b", "a bush")) with
        { Reasoning = new ReasoningOptions { Effort = "low" } };

        var unsigned = Loop(new ChatPart.Thinking("hm", null)).Write();
        unsigned.Body.Raw("thinking").ShouldBeNull();
        unsigned.Dropped.ShouldBe(["reasoning_effort", "messages.reasoning_content"]);
        Loop(new ChatPart.Thinking("hm", "sig")).Write().Body.Raw("thinking").ShouldNotBeNull();
        Loop(new ChatPart.RedactedThinking("x")).Write().Body.Raw("thinking").ShouldNotBeNull();
        Loop().Write("claude-opus-4-6").Body.Raw("thinking").ShouldBe(Adaptive);
    }

    [Fact]
    public void A_finished_tool_loop_leaves_thinking_on()
    {
        var request = Anthropic.Ask(
            Anthropic.User("Look."),
            Anthropic.Assistant(new ChatPart.ToolCall("a", "look", "{}")),
            Anthropic.Result("a", "a tree"),
            Anthropic.Assistant(new ChatPart.Text("A tree.")),
            Anthropic.User("Again.")) with
        { Reasoning = new ReasoningOptions { Effort = "low" } };
        var (body, dropped, _) = request.Write();
        body.Raw("thinking").ShouldNotBeNull();
        dropped.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("claude-sonnet-5", true, """{"type":"adaptive","display":"summarized"}""")]
    [InlineData("claude-opus-5-5", false, """{"type":"adaptive","display":"omitted"}""")]
    [InlineData("claude-opus-4-6", false, null)]
    public void Showing_thoughts_alone_turns_no_thinking_on(string model, bool include, string? thinking)
    {
        var (body, dropped, _) = (Anthropic.Ask() with { Reasoning = new ReasoningOptions { IncludeThoughts = include } }).Write(model);
        body.Raw("thinking").ShouldBe(thinking);
        dropped.ShouldBeEmpty();
    }

    [Fact]
    public void Thoughts_that_will_not_be_there_are_reported() =>
        (Anthropic.Ask() with { Reasoning = new ReasoningOptions { IncludeThoughts = true } }).Write("claude-opus-4-6").Dropped.ShouldBe(["include_thoughts"]);
}
