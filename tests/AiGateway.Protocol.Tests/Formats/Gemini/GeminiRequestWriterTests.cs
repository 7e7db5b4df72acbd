using System.Text;
using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Formats;
using AiGateway.Protocol.Formats.Gemini;
using AiGateway.Protocol.Json;

namespace AiGateway.Protocol.Tests.Formats.Gemini;

/// <summary>Requests of other dialects, as the hub holds them, written for Gemini.</summary>
public class GeminiRequestWriterTests
{
    private const string NewModel = "gemini-3-flash-preview";

    private static readonly ChatTool Weather = new()
    {
        Kind = ChatToolKind.Function,
        Name = "get_weather",
        Parameters = JsonElement.Parse("""{"type":"object","properties":{"city":{"type":"string"}}}"""),
    };

    [Fact]
    public void System_messages_from_anywhere_become_one_instruction()
    {
        var body = Write(Request([Text(ChatRole.System, "A"), Text(ChatRole.User, "hi"), Text(ChatRole.Developer, "B")]), out var dropped);

        body.ShouldBe("""{"systemInstruction":{"parts":[{"text":"A"},{"text":"B"}]},"contents":[{"role":"user","parts":[{"text":"hi"}]}]}""");
        dropped.ShouldBeEmpty();
    }

    [Fact]
    public void Results_go_into_one_turn_in_the_order_of_their_calls()
    {
        var body = Write(
            Request(
            [
                Text(ChatRole.User, "hi"),
                Assistant(new ChatPart.ToolCall("c1", "one", "{}"), new ChatPart.ToolCall("c2", "two", "{\"a\":1}")),
                Result("c2", "{\"b\":2}"),
                Text(ChatRole.System, "in between"),
                Result("c1", "plain"),
                Text(ChatRole.User, "go on"),
            ]),
            out _,
            "gemini-2.5-flash");

        Contents(body).ShouldBe("""
            [{"role":"user","parts":[{"text":"hi"}]},
            {"role":"model","parts":[{"functionCall":{"id":"c1","name":"one","args":{}}},{"functionCall":{"id":"c2","name":"two","args":{"a":1}}}]},
            {"role":"user","parts":[{"functionResponse":{"id":"c1","name":"one","response":{"output":"plain"}}},{"functionResponse":{"id":"c2","name":"two","response":{"b":2}}}]},
            {"role":"user","parts":[{"text":"go on"}]}]
            """.ReplaceLineEndings(""));
    }

    [Fact]
    public void A_result_whose_call_is_unknown_is_refused_unless_it_names_the_tool()
    {
        var nameless = Should.Throw<WireFormatException>(() => Write(Request([Text(ChatRole.User, "hi"), Result("nope", "x")]), out _));
        nameless.Error.Status.ShouldBe(400);
        nameless.Error.Param.ShouldBe("messages[1].tool_call_id");

        Contents(Write(Request([Text(ChatRole.User, "hi"), Result("nope", "x") with { Name = "tool" }]), out _)).ShouldContain("""{"id":"nope","name":"tool","response":{"output":"x"}}""");
    }

    [Theory]
    [InlineData("", "{}")]
    [InlineData("null", """{"arguments":"null"}""")]
    [InlineData("{\"a\":", """{"arguments":"{\"a\":"}""")]
    [InlineData("[1]", """{"arguments":"[1]"}""")]
    [InlineData("{\"a\":1.50}", """{"a":1.50}""")]
    public void Arguments_are_always_an_object(string arguments, string expected)
    {
        var body = Write(Request([Text(ChatRole.User, "hi"), Assistant(new ChatPart.ToolCall("c", "f", arguments))]), out _);

        body.ShouldContain($"\"args\":{expected}");
    }

    [Fact]
    public void Only_the_first_unsigned_call_of_a_turn_gets_the_stand_in_signature()
    {
        var messages = new[]
        {
            Text(ChatRole.User, "hi"),
            Assistant(new ChatPart.ToolCall("a", "f", "{}") { Signature = "c2ln" }, new ChatPart.ToolCall("b", "f", "{}")),
            Result("a", "1"),
            Result("b", "2"),
            Assistant(new ChatPart.ToolCall("c", "f", "{}"), new ChatPart.ToolCall("d", "f", "{}")),
        };

        var contents = JsonElement.Parse(Contents(Write(Request(messages), out _)));
        Signatures(contents[1]).ShouldBe(["c2ln", null]);
        Signatures(contents[3]).ShouldBe(["skip_thought_signature_validator", null]);

        var older = JsonElement.Parse(Contents(Write(Request(messages), out _, "gemini-2.5-pro")));
        Signatures(older[3]).ShouldBe([null, null]);
    }

    [Fact]
    public void Reasoning_of_another_provider_loses_its_signature_and_says_so()
    {
        var body = Write(Request([Text(ChatRole.User, "hi"), Assistant(new ChatPart.Thinking("hm", "claude-signature"), new ChatPart.RedactedThinking("x"), new ChatPart.Text("yes"))]), out var dropped);

        Contents(body).ShouldContain("""{"role":"model","parts":[{"text":"hm","thought":true},{"text":"yes"}]}""");
        dropped.ShouldBe(["messages.thinking_blocks.signature", "messages.thinking_blocks"], ignoreOrder: true);
    }

    [Fact]
    public void Media_are_written_where_they_are()
    {
        var body = Write(
            Request([new ChatMessage
            {
                Role = ChatRole.User,
                Parts =
                [
                    new ChatPart.Image(MediaSource.FromUrl("data:image/png;base64,aW1n")!) { Detail = "high" },
                    new ChatPart.Image(MediaSource.FromUrl("https://example.com/a.webp?x=1")!),
                    new ChatPart.Image(MediaSource.FromUrl("https://example.com/picture")!),
                    new ChatPart.Audio("c25k", "mp3"),
                    new ChatPart.File(new MediaSource.Uploaded("files/abc")) { Name = "a.pdf" },
                ],
            }]),
            out var dropped);

        Contents(body).ShouldBe("""
            [{"role":"user","parts":[{"inlineData":{"mimeType":"image/png","data":"aW1n"}},
            {"fileData":{"mimeType":"image/webp","fileUri":"https://example.com/a.webp?x=1"}},
            {"fileData":{"fileUri":"https://example.com/picture"}},
            {"inlineData":{"mimeType":"audio/mp3","data":"c25k"}},
            {"fileData":{"fileUri":"https://generativelanguage.googleapis.com/v1beta/files/abc"}}]}]
            """.ReplaceLineEndings(""));
        dropped.ShouldBe(["messages.content.image_url.detail", "messages.content.file.filename"]);
    }

    [Fact]
    public void A_file_of_another_provider_is_refused()
    {
        var message = new ChatMessage { Role = ChatRole.User, Parts = [new ChatPart.File(new MediaSource.Uploaded("file-123"))] };

        Should.Throw<WireFormatException>(() => Write(Request([message]), out _)).Error.Param.ShouldBe("messages[0].content");
    }

    [Theory]
    [InlineData("none", "gemini-3-flash-preview", """{"thinkingLevel":"MINIMAL"}""")]
    [InlineData("minimal", "gemini-3-flash-preview", """{"thinkingLevel":"MINIMAL","includeThoughts":true}""")]
    [InlineData("minimal", "gemini-3.1-pro-preview", """{"thinkingLevel":"LOW","includeThoughts":true}""")]
    [InlineData("none", "models/gemini-3.8-flash", """{"thinkingLevel":"LOW"}""")]
    [InlineData("low", "gemini-3-flash-preview", """{"thinkingLevel":"LOW","includeThoughts":true}""")]
    [InlineData("medium", "gemini-3-pro-preview", """{"thinkingLevel":"HIGH","includeThoughts":true}""")]
    [InlineData("xhigh", "gemini-3-pro-preview", """{"thinkingLevel":"HIGH","includeThoughts":true}""")]
    [InlineData("max", "gemini-9-unheard-of", """{"thinkingLevel":"HIGH","includeThoughts":true}""")]
    [InlineData("none", "gemini-2.5-flash", """{"thinkingBudget":0}""")]
    [InlineData("none", "gemini-2.5-pro", """{"thinkingBudget":128}""")]
    [InlineData("minimal", "gemini-2.5-flash-lite", """{"thinkingBudget":1024,"includeThoughts":true}""")]
    [InlineData("low", "gemini-2.5-flash", """{"thinkingBudget":1024,"includeThoughts":true}""")]
    [InlineData("medium", "gemini-2.5-flash", """{"thinkingBudget":8192,"includeThoughts":true}""")]
    [InlineData("high", "gemini-2.5-flash", """{"thinkingBudget":24576,"includeThoughts":true}""")]
    [InlineData("max", "publishers/google/models/gemini-2.5-pro", """{"thinkingBudget":32768,"includeThoughts":true}""")]
    public void Effort_is_a_level_or_a_budget_as_the_model_wants_it(string effort, string model, string expected)
    {
        var body = Write(Request([Text(ChatRole.User, "hi")]) with { Reasoning = new ReasoningOptions { Effort = effort } }, out var dropped, model);

        JsonElement.Parse(body).GetProperty("generationConfig").GetProperty("thinkingConfig").GetRawText().ShouldBe(expected);
        dropped.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("gemini-2.0-flash")]
    [InlineData("gemma-3-27b-it")]
    [InlineData("gemini-2.5-flash-preview-tts")]
    public void Effort_is_reported_where_a_model_cannot_think(string model)
    {
        var body = Write(Request([Text(ChatRole.User, "hi")]) with { Reasoning = new ReasoningOptions { Effort = "high" } }, out var dropped, model);

        body.ShouldNotContain("thinkingConfig");
        dropped.ShouldBe(["reasoning_effort"]);
    }

    [Fact]
    public void Strict_functions_are_held_to_their_schema_where_the_model_can()
    {
        var request = Request([Text(ChatRole.User, "hi")]) with { Tools = [Weather with { Strict = true }] };

        Write(request, out var dropped).ShouldContain("""{"functionCallingConfig":{"mode":"VALIDATED"}}""");
        dropped.ShouldBeEmpty();
        Write(request, out dropped, "gemini-2.5-flash").ShouldNotContain("toolConfig");
        dropped.ShouldBe(["tools.function.strict"]);
    }

    [Fact]
    public void A_choice_without_functions_is_not_written()
    {
        Write(Request([Text(ChatRole.User, "hi")]) with { ToolChoice = new ToolChoice(ToolChoiceMode.None) }, out var dropped).ShouldNotContain("toolConfig");
        dropped.ShouldBeEmpty();
        Write(Request([Text(ChatRole.User, "hi")]) with { ToolChoice = new ToolChoice(ToolChoiceMode.Required) }, out dropped).ShouldNotContain("toolConfig");
        dropped.ShouldBe(["tool_choice"]);
    }

    [Fact]
    public void A_forced_call_and_a_json_answer_exclude_each_other()
    {
        var request = Request([Text(ChatRole.User, "hi")]) with
        {
            Tools = [Weather],
            ToolChoice = new ToolChoice(ToolChoiceMode.Required),
            ResponseFormat = new ResponseFormat(ResponseFormatKind.JsonObject),
        };

        Write(request, out var dropped).ShouldNotContain("responseMimeType");
        dropped.ShouldBe(["response_format"]);
    }

    [Fact]
    public void Web_search_gives_way_to_functions()
    {
        var request = Foreign("""{"web_search_options":{"search_context_size":"low"}}""");

        Write(request, out var dropped).ShouldContain("""{"tools":[{"googleSearch":{}}]""".TrimStart('{'));
        dropped.ShouldBe(["web_search_options.search_context_size"]);
        Write(request with { Tools = [Weather] }, out dropped).ShouldNotContain("googleSearch");
        dropped.ShouldContain("web_search_options");
    }

    [Fact]
    public void Hosted_tools_of_others_become_Geminis_likes()
    {
        var request = Request([Text(ChatRole.User, "hi")]) with
        {
            Tools =
            [
                new ChatTool { Kind = ChatToolKind.Provider, Name = "web_search_20250305", Raw = JsonElement.Parse("""{"type":"web_search_20250305","name":"web_search","max_uses":2}""") },
                new ChatTool { Kind = ChatToolKind.Provider, Name = "computer_use" },
                new ChatTool { Kind = ChatToolKind.Custom, Name = "grammar" },
            ],
        };

        Write(request, out var dropped).ShouldContain("""[{"googleSearch":{}}]""");
        dropped.ShouldBe(["tools.custom", "tools.web_search_20250305.max_uses", "tools.computer_use"]);
    }

    [Fact]
    public void Googles_own_extra_body_is_honoured_and_the_rest_of_it_reported()
    {
        var request = Foreign("""
            {"extra_body":{"google":{"cached_content":"cachedContents/1","thinking_config":{"thinking_budget":300,"include_thoughts":true},"safety_settings":[]},"other":1},"store":true,"logit_bias":{"1":2}}
            """) with
        { Reasoning = new ReasoningOptions { Effort = "high" } };

        Write(request, out var dropped, "gemini-2.5-flash").ShouldBe("""
            {"contents":[{"role":"user","parts":[{"text":"hi"}]}],"generationConfig":{"thinkingConfig":{"thinkingBudget":300,"includeThoughts":true}},"cachedContent":"cachedContents/1"}
            """.Trim());
        dropped.ShouldBe(["extra_body.google.safety_settings", "extra_body.other", "store", "logit_bias"]);
    }

    [Fact]
    public void Speech_is_asked_for_with_a_voice_that_Gemini_may_have()
    {
        Write(Foreign("""{"modalities":["text","audio"],"audio":{"voice":"Kore","format":"pcm16"}}"""), out var dropped)
            .ShouldContain("""{"responseModalities":["TEXT","AUDIO"],"speechConfig":{"voiceConfig":{"prebuiltVoiceConfig":{"voiceName":"Kore"}}}}""");
        dropped.ShouldBeEmpty();
        Write(Foreign("""{"modalities":["text"],"audio":{"voice":"alloy","format":"mp3"}}"""), out dropped).ShouldNotContain("generationConfig");
        dropped.ShouldBe(["audio.voice", "audio.format"]);
    }

    [Fact]
    public void Sampling_is_mapped_folded_or_refused()
    {
        var request = Request([Text(ChatRole.User, "hi")]) with { Seed = 0x1_0000_0005, Candidates = 3, TopLogprobs = 2, Logprobs = true, ServiceTier = "flex", EndUser = "u", ParallelToolCalls = false };

        var body = Write(request, out var dropped);
        body.ShouldContain("""{"candidateCount":3,"seed":4,"responseLogprobs":true,"logprobs":2}""");
        body.ShouldEndWith("""
            "serviceTier":"flex"}
            """.Trim());
        dropped.ShouldBe(["user", "parallel_tool_calls"]);
        Should.Throw<WireFormatException>(() => Write(request with { Candidates = 9 }, out _)).Error.Param.ShouldBe("n");
    }

    [Fact]
    public void Cache_hints_and_names_are_reported()
    {
        var message = new ChatMessage { Role = ChatRole.User, Name = "ann", Parts = [new ChatPart.Text("hi") { Cache = new CacheHint(null) }] };

        Write(Request([message]) with { Tools = [Weather with { Cache = new CacheHint("1h") }] }, out var dropped);
        dropped.ShouldBe(["messages.content.cache_control", "messages.name", "tools.cache_control"]);
    }

    private static ChatRequest Request(IReadOnlyList<ChatMessage> messages) => new() { Model = "m", Messages = messages, SourceFormat = "OpenAIChat" };

    private static ChatRequest Foreign(string extensions) => Request([Text(ChatRole.User, "hi")]) with
    {
        Extensions = JsonElement.Parse(extensions).EnumerateObject().ToDictionary(field => field.Name, field => field.Value),
    };

    private static ChatMessage Text(ChatRole role, string text) => new() { Role = role, Parts = [new ChatPart.Text(text)] };

    private static ChatMessage Assistant(params ChatPart[] parts) => new() { Role = ChatRole.Assistant, Parts = parts };

    private static ChatMessage Result(string id, string text) => new() { Role = ChatRole.Tool, ToolCallId = id, Parts = [new ChatPart.Text(text)] };

    private static string Write(ChatRequest request, out IReadOnlyList<string> dropped, string model = NewModel)
    {
        var context = new RequestWriteContext { TargetModel = model };
        var body = Encoding.UTF8.GetString(JsonText.Write(writer => new GeminiFormat().WriteRequest(request, writer, context)));
        dropped = context.Losses.Dropped;
        return body;
    }

    private static string Contents(string body) => JsonElement.Parse(body).GetProperty("contents").GetRawText();

    private static string?[] Signatures(JsonElement content) =>
        [.. content.GetProperty("parts").EnumerateArray().Select(part => part.TryGetProperty("thoughtSignature", out var signature) ? signature.GetString() : null)];
}
