using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using AiGateway.Configuration;
using AiGateway.Exchanges;
using AiGateway.Models;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Json;
using AiGateway.Routing;

namespace AiGateway.Tests.Routing;

/// <summary>What a request needs is read off it once, when asked for.</summary>
public class RequestTraitsTests
{
    private const string AllOfIt = """
        {
          "model": "m", "max_completion_tokens": 77, "n": 2, "reasoning_effort": "low", "modalities": ["text", "audio"], "audio": {"voice": "alloy", "format": "wav"},
          "response_format": {"type": "json_schema", "json_schema": {"name": "s", "schema": {"type": "object"}}},
          "tools": [{"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}],
          "messages": [{"role": "user", "content": [
            {"type": "text", "text": "What is this?"},
            {"type": "image_url", "image_url": {"url": "https://example.com/a.png"}},
            {"type": "file", "file": {"filename": "a.pdf", "file_data": "data:application/pdf;base64,JVBERi0="}},
            {"type": "input_audio", "input_audio": {"data": "UklGRg==", "format": "wav"}}]}]
        }
        """;

    [Fact]
    public async Task Everything_that_a_chat_request_uses_is_seen()
    {
        using var exchange = await ExchangeAsync("/v1/chat/completions", AllOfIt);

        var traits = new RequestTraits(exchange);

        traits.Uses.ShouldBe(CapabilitySet.All);
        traits.MaxOutput.ShouldBe(77);
        traits.Answers.ShouldBe(2);
        traits.IsKnown.ShouldBeTrue();
        traits.PromptTokens.ShouldBeInRange(2_020, 2_060);
    }

    [Fact]
    public async Task A_plain_request_uses_nothing()
    {
        using var exchange = await ExchangeAsync("/v1/chat/completions", """{"model": "m", "max_tokens": 5, "messages": [{"role": "user", "content": "Hello there"}]}""");

        var traits = new RequestTraits(exchange);

        traits.Uses.IsEmpty.ShouldBeTrue();
        traits.MaxOutput.ShouldBe(5);
        traits.Answers.ShouldBe(1);
        traits.PromptTokens.ShouldBe(RequestTraitsReader.FrameTokens + 2);
    }

    [Fact]
    public async Task Nothing_is_read_before_it_is_asked_for_and_then_for_all()
    {
        using var exchange = await ExchangeAsync("/v1/chat/completions", AllOfIt);
        var traits = new RequestTraits(exchange);
        exchange.ChatRequest.ShouldBeNull();

        _ = traits.Uses;

        exchange.ChatRequest.ShouldNotBeNull();
        var read = exchange.ChatRequest;
        _ = traits.PromptTokens;
        exchange.ChatRequest.ShouldBeSameAs(read);
    }

    [Fact]
    public async Task A_request_that_the_hub_cannot_read_has_no_traits_and_no_error()
    {
        using var exchange = await ExchangeAsync("/v1/chat/completions", """{"model": "m", "messages": [{"role": "oracle", "content": 5}]}""");

        var traits = new RequestTraits(exchange);

        traits.IsKnown.ShouldBeFalse();
        traits.Uses.IsEmpty.ShouldBeTrue();
        traits.PromptTokens.ShouldBe(0);
        Fitness.Of(new TargetFacts(1, 1, default, CapabilitySet.All, null), traits).IsFit.ShouldBeTrue();
        CostEstimate.For(new TargetFacts(null, null, default, default, new PriceList(new ModelPrice(1, 1), [])), traits, null).ShouldBeNull();
    }

    [Theory]
    [InlineData("\"three small words\"", 3)]
    [InlineData("[\"three small words\", \"and one\"]", 5)]
    [InlineData("[11, 22, 33, 44]", 4)]
    [InlineData("[[11, 22], [33]]", 3)]
    public async Task Embeddings_have_tokens_alone(string input, long tokens)
    {
        using var exchange = await ExchangeAsync("/v1/embeddings", $$"""{"model": "m", "input": {{input}}}""");

        var traits = new RequestTraits(exchange);

        traits.PromptTokens.ShouldBe(tokens);
        traits.Uses.IsEmpty.ShouldBeTrue();
        traits.Answers.ShouldBe(0);
        CostEstimate.For(new TargetFacts(null, null, default, default, new PriceList(new ModelPrice(1_000_000, null), [])), traits, null).ShouldBe(tokens);
    }

    [Fact]
    public void Pictures_and_sound_are_not_counted_as_text()
    {
        var data = Convert.ToBase64String(new byte[3_000_000]);

        Tokens(new ChatPart.Image(new MediaSource.Inline("image/png", data))).ShouldBe(RequestTraitsReader.ImageTokens);
        Tokens(new ChatPart.Image(new MediaSource.Link("https://example.com/a.png"))).ShouldBe(RequestTraitsReader.ImageTokens);
        Tokens(new ChatPart.Audio(data, "wav")).ShouldBe(RequestTraitsReader.AudioTokens);
        Tokens(new ChatPart.File(new MediaSource.Inline("application/pdf", data))).ShouldBe(30_000);
        Tokens(new ChatPart.File(new MediaSource.Uploaded("file-1"))).ShouldBe(RequestTraitsReader.FileTokens);
        Tokens(new ChatPart.RedactedThinking(data)).ShouldBe(0);
    }

    [Fact]
    public void Earlier_turns_and_tools_are_counted()
    {
        Tokens(new ChatPart.Thinking("let me think", "sig")).ShouldBe(3);
        Tokens(new ChatPart.Refusal("I will not")).ShouldBe(3);
        Tokens(new ChatPart.ToolCall("call_1", "lookup", "{}")).ShouldBe(RequestTraitsReader.FrameTokens + 3);

        var bare = RequestTraits.Of(Traits.Chat("hi")).PromptTokens;
        RequestTraits.Of(Traits.Chat("hi") with { Tools = [Traits.Tool] }).PromptTokens.ShouldBeInRange(bare + 20, bare + 40);
    }

    [Theory]
    [InlineData("low", null, true)]
    [InlineData("none", null, false)]
    [InlineData("none", 500L, false)]
    [InlineData(null, 500L, true)]
    [InlineData(null, -1L, true)]
    [InlineData(null, 0L, false)]
    [InlineData(null, null, false)]
    public void Reasoning_is_used_where_some_is_asked_for(string? effort, long? budget, bool uses) =>
        RequestTraits.Of(Traits.Chat("hi") with { Reasoning = new ReasoningOptions { Effort = effort, BudgetTokens = budget } })
            .Uses.Contains(Capability.Reasoning).ShouldBe(uses);

    [Fact]
    public void A_tool_that_the_provider_runs_is_not_a_tool_for_the_model_to_call()
    {
        var search = new ChatTool { Kind = ChatToolKind.Provider, Name = "web_search", Raw = JsonElement.Parse("""{"type":"web_search"}""") };

        RequestTraits.Of(Traits.Chat("hi") with { Tools = [search] }).Uses.IsEmpty.ShouldBeTrue();
        RequestTraits.Of(Traits.Chat("hi") with { ResponseFormat = new ResponseFormat(ResponseFormatKind.JsonObject) }).Uses.IsEmpty.ShouldBeTrue();
    }

    private static long Tokens(ChatPart part) => RequestTraits.Of(Traits.Of(part)).PromptTokens - RequestTraitsReader.FrameTokens;

    private static async Task<Exchange> ExchangeAsync(string path, string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        RequestEnvelope.TryRead(bytes, out var envelope, out var error).ShouldBeTrue(error?.Message);
        var surface = new SurfaceTable().All.Single(s => s.Path == path);
        return new Exchange("req_1", surface, Caller.Loopback, null!, TimeProvider.System)
        {
            Gate = null!,
            Body = (await RequestBody.ReadAsync(PipeReader.Create(new MemoryStream(bytes)), bytes.Length, 1_000_000, default))!,
            Envelope = envelope,
        };
    }
}
