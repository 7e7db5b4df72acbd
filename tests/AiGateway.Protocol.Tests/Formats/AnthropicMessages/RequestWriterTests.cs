using System.Text.Json;
using AiGateway.Protocol.Chat;

namespace AiGateway.Protocol.Tests.Formats.AnthropicMessages;

public class RequestWriterTests
{
    [Theory]
    [InlineData("claude-3-haiku-20240307", 4096)]
    [InlineData("claude-3-5-sonnet-20241022", 8192)]
    [InlineData("claude-sonnet-4-5-20250929", 16384)]
    [InlineData("us.anthropic.claude-3-haiku-20240307-v1:0", 4096)]
    [InlineData("arn:aws:bedrock:us-east-1:1:inference-profile/eu.anthropic.claude-3-5-sonnet-20241022-v2:0", 8192)]
    [InlineData("anthropic/claude-3.5-haiku", 8192)]
    [InlineData("deepseek-chat", 4096)]
    [InlineData("claude-unheard-of-9", 16384)]
    public void Max_tokens_default_by_model(string model, int expected) =>
        Anthropic.Ask().Write(model).Body.GetProperty("max_tokens").GetInt32().ShouldBe(expected);

    [Fact]
    public void The_callers_limit_is_kept_and_clamped_to_the_models()
    {
        (Anthropic.Ask() with { MaxTokens = 10 }).Write().Body.GetProperty("max_tokens").GetInt32().ShouldBe(10);
        (Anthropic.Ask() with { MaxTokens = 500_000 }).Write().Body.GetProperty("max_tokens").GetInt32().ShouldBe(64_000);
        (Anthropic.Ask() with { MaxTokens = 500_000 }).Write("some-vendor").Body.GetProperty("max_tokens").GetInt32().ShouldBe(500_000);
    }

    [Theory]
    [InlineData(0.3, "0.3")]
    [InlineData(1.7, "1")]
    public void Temperature_is_clamped(double given, string expected)
    {
        var (body, dropped, _) = (Anthropic.Ask() with { Temperature = given }).Write();
        body.Raw("temperature").ShouldBe(expected);
        dropped.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("claude-opus-4-7", 1.0, 1.0, "")]
    [InlineData("claude-opus-4-7", 0.5, 0.995, "temperature")]
    [InlineData("claude-opus-4-7", null, 0.5, "top_p")]
    [InlineData("claude-haiku-4-5", 0.5, 1.0, "")]
    [InlineData("claude-haiku-4-5", 0.5, 0.9, "top_p")]
    [InlineData("claude-sonnet-4-20250514", 0.5, 0.9, "")]
    public void Sampling_that_a_model_refuses_is_reported_unless_it_is_the_default(string model, double? temperature, double? topP, string dropped) =>
        (Anthropic.Ask() with { Temperature = temperature, TopP = topP }).Write(model).Dropped.ShouldBe(dropped.Length == 0 ? [] : [dropped]);

    [Fact]
    public void What_has_no_equal_is_reported_by_the_callers_names()
    {
        var request = Anthropic.Ask(new ChatMessage { Role = ChatRole.User, Name = "bob", Parts = [new ChatPart.Text("Hi") { Signature = "s" }] }) with
        {
            Candidates = 2,
            Seed = 1,
            FrequencyPenalty = 0.5,
            PresencePenalty = 0.5,
            Logprobs = true,
            TopLogprobs = 3,
            ServiceTier = "flex",
            Stop = ["END", " \n"],
            Metadata = new Dictionary<string, string> { ["a"] = "b" },
            Extensions = new Dictionary<string, JsonElement> { ["logit_bias"] = Anthropic.Json("{\"1\":2}"), ["prompt_cache_key"] = Anthropic.Json("\"k\"") },
            Tools = [new ChatTool { Kind = ChatToolKind.Custom, Name = "grep" }, new ChatTool { Kind = ChatToolKind.Provider, Name = "code_interpreter" }],
        };
        var (body, dropped, _) = request.Write();
        dropped.ShouldBe(
        [
            "tools.custom", "tools.code_interpreter", "messages.name", "messages.extra_content", "stop", "service_tier", "n", "seed", "frequency_penalty",
            "presence_penalty", "logprobs", "top_logprobs", "metadata", "logit_bias", "prompt_cache_key",
        ]);
        body.Raw("stop_sequences").ShouldBe("""["END"]""");
        body.Raw("tools").ShouldBeNull();
    }

    [Fact]
    public void What_asks_for_the_default_is_not_reported() =>
        (Anthropic.Ask() with { Candidates = 1, FrequencyPenalty = 0, PresencePenalty = 0, Logprobs = false, TopLogprobs = 0, ParallelToolCalls = true }).Write().Dropped.ShouldBeEmpty();

    [Theory]
    [InlineData("auto", "auto")]
    [InlineData("default", "standard_only")]
    [InlineData("priority", "auto")]
    public void Service_tier(string given, string expected) =>
        (Anthropic.Ask() with { ServiceTier = given }).Write().Body.GetProperty("service_tier").GetString().ShouldBe(expected);

    [Fact]
    public void An_end_user_that_looks_like_an_address_is_hashed()
    {
        string Id(string user) => (Anthropic.Ask() with { EndUser = user }).Write().Body.GetProperty("metadata").GetProperty("user_id").GetString()!;
        Id("u-42").ShouldBe("u-42");
        Id("bob@example.com").ShouldMatch("^user_[0-9a-f]{24}$");
        Id("+47 22 33 44 55").ShouldMatch("^user_[0-9a-f]{24}$");
        Id("bob@example.com").ShouldBe(Id("bob@example.com"));
    }

    [Fact]
    public void Own_extensions_are_written_and_foreign_ones_are_not()
    {
        var extensions = new Dictionary<string, JsonElement> { ["container"] = Anthropic.Json("\"c\""), ["cache_control"] = Anthropic.Json("""{"type":"ephemeral"}""") };
        var own = (Anthropic.Ask() with { SourceFormat = "AnthropicMessages", Extensions = extensions }).Write();
        own.Body.Raw("container").ShouldBe("\"c\"");
        own.Dropped.ShouldBeEmpty();
        var foreign = (Anthropic.Ask() with { Extensions = extensions }).Write();
        foreign.Body.Raw("container").ShouldBeNull();
        foreign.Body.Raw("cache_control").ShouldBe("""{"type":"ephemeral"}""");
        foreign.Dropped.ShouldBe(["container"]);
    }

    [Fact]
    public void Web_search_options_become_the_server_tool()
    {
        var options = Anthropic.Json("""{"search_context_size":"low","user_location":{"type":"approximate","approximate":{"city":"Oslo","country":"NO"}}}""");
        var (body, dropped, _) = (Anthropic.Ask() with { Extensions = new Dictionary<string, JsonElement> { ["web_search_options"] = options } }).Write();
        body.Raw("tools").ShouldBe("""[{"type":"web_search_20250305","name":"web_search","user_location":{"type":"approximate","city":"Oslo","country":"NO"}}]""");
        dropped.ShouldBe(["web_search_options.search_context_size"]);
    }

    [Fact]
    public void Of_many_cache_hints_the_last_four_stay()
    {
        var hint = new CacheHint(null);
        var request = Anthropic.Ask(
            Anthropic.User(new ChatPart.Text("a") { Cache = hint }, new ChatPart.Text(" ") { Cache = hint }),
            Anthropic.User(new ChatPart.Text("b") { Cache = hint }, new ChatPart.Text("c") { Cache = hint }),
            Anthropic.User(new ChatPart.Text("d") { Cache = new CacheHint("24h") })) with
        {
            Tools = [Anthropic.Tool("t") with { Cache = hint }],
        };
        var (body, dropped, _) = request.Write();
        body.GetProperty("tools")[0].TryGetProperty("cache_control", out _).ShouldBeFalse();
        body.GetProperty("messages")[0].GetProperty("content").EnumerateArray().Select(block => block.Raw("cache_control"))
            .ShouldBe(Enumerable.Repeat("""{"type":"ephemeral"}""", 4));
        dropped.ShouldBe(["cache_control", "cache_control.ttl"]);
    }
}
