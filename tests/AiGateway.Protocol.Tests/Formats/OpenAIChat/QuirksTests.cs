using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Formats.OpenAIChat;

namespace AiGateway.Protocol.Tests.Formats.OpenAIChat;

public class QuirksTests : OpenAIChatTestBase
{
    private const string ToolTurn = """
        {"role":"user","content":"go"},
        {"role":"assistant","content":null,"tool_calls":[{"id":"call_abcdefghijklmnop","type":"function","function":{"name":"f","arguments":"{}"}}]},
        {"role":"tool","tool_call_id":"call_abcdefghijklmnop","content":"ok"}
        """;

    [Fact]
    public void Mistral_gets_its_own_spellings_and_nothing_it_refuses()
    {
        var (body, dropped) = Rewrite(
            Chat(
                """{"role":"developer","content":"Be brief."},{"role":"user","content":"Hi","name":"ada"}""",
                """
                ,"max_completion_tokens":9,"seed":4,"user":"u","logprobs":true,"logit_bias":{},"temperature":2,"safe_prompt":true,"vendor":1,
                "stream":true,"stream_options":{"include_usage":true},"tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":"required"
                """),
            OpenAIChatDialects.Mistral);

        body.GetProperty("messages")[0].GetProperty("role").GetString().ShouldBe("system");
        body.GetProperty("messages")[1].TryGetProperty("name", out _).ShouldBeFalse();
        body.GetProperty("max_tokens").GetInt32().ShouldBe(9);
        body.GetProperty("random_seed").GetInt32().ShouldBe(4);
        body.GetProperty("temperature").GetDouble().ShouldBe(1.5);
        body.GetProperty("safe_prompt").GetBoolean().ShouldBeTrue();
        body.GetProperty("tool_choice").GetString().ShouldBe("any");
        body.TryGetProperty("stream_options", out _).ShouldBeFalse();
        dropped.ShouldBe(["messages.name", "logprobs", "safety_identifier", "logit_bias", "vendor"], ignoreOrder: true);
    }

    [Fact]
    public void Mistral_tool_ids_are_the_same_nine_characters_in_call_and_result()
    {
        var messages = Rewrite(Chat(ToolTurn), OpenAIChatDialects.Mistral).Body.GetProperty("messages");
        var id = messages[1].GetProperty("tool_calls")[0].GetProperty("id").GetString()!;
        id.ShouldMatch("^[a-zA-Z0-9]{9}$");
        messages[2].GetProperty("tool_call_id").GetString().ShouldBe(id);
        messages[2].GetProperty("name").GetString().ShouldBe("f");
        messages[1].GetProperty("content").GetString().ShouldBe("");

        // The hash must not change between releases, or conversations under way would break.
        id.ShouldBe(ToolCallIds.Fit("call_abcdefghijklmnop", ToolCallIdForm.NineAlphanumeric));
        ToolCallIds.Fit("Ab3dE6gH9", ToolCallIdForm.NineAlphanumeric).ShouldBe("Ab3dE6gH9");
    }

    [Fact]
    public void Tool_ids_longer_than_forty_characters_are_hashed_alike_everywhere()
    {
        var longId = new string('x', 41);
        var messages = Rewrite(Chat(ToolTurn.Replace("call_abcdefghijklmnop", longId, StringComparison.Ordinal)), OpenAIChatQuirks.OpenAI).Body.GetProperty("messages");
        var id = messages[1].GetProperty("tool_calls")[0].GetProperty("id").GetString()!;
        id.Length.ShouldBeLessThanOrEqualTo(40);
        id.ShouldNotBe(longId[..id.Length]);
        messages[2].GetProperty("tool_call_id").GetString().ShouldBe(id);
        ToolCallIds.Fit(new string('x', 40), ToolCallIdForm.AtMost40).ShouldBe(new string('x', 40));
    }

    [Fact]
    public void A_user_may_not_follow_a_tool_at_Mistral()
    {
        var roles = Rewrite(Chat(ToolTurn + ",{\"role\":\"user\",\"content\":\"and?\"}"), OpenAIChatDialects.Mistral).Body
            .GetProperty("messages").EnumerateArray().Select(static message => message.GetProperty("role").GetString());
        roles.ShouldBe(["user", "assistant", "tool", "assistant", "user"]);
    }

    [Fact]
    public void Mistral_takes_thinking_back_as_content_parts()
    {
        var assistant = Rewrite(
            Chat("""{"role":"user","content":"2+2"},{"role":"assistant","content":"4","reasoning_content":"sum"},{"role":"user","content":"ok"}"""),
            OpenAIChatDialects.Mistral).Body.GetProperty("messages")[1];
        assistant.GetProperty("content").GetRawText()
            .ShouldBe("""[{"type":"thinking","thinking":[{"type":"text","text":"sum"}]},{"type":"text","text":"4"}]""");
        assistant.TryGetProperty("reasoning_content", out _).ShouldBeFalse();
    }

    [Fact]
    public void Groq_gets_a_temperature_it_takes_and_n_only_where_it_asks_for_more()
    {
        var (body, dropped) = Rewrite(
            Chat("""{"role":"user","content":"Hi","name":"ada"}""", ""","temperature":0,"n":1,"service_tier":"priority" """), OpenAIChatDialects.Groq);
        body.GetProperty("temperature").GetDouble().ShouldBe(1e-8);
        body.TryGetProperty("n", out _).ShouldBeFalse();
        body.GetProperty("service_tier").GetString().ShouldBe("performance");
        dropped.ShouldBe(["messages.name"]);
        Rewrite(Chat("""{"role":"user","content":"Hi"}""", ""","n":2"""), OpenAIChatDialects.Groq).Dropped.ShouldBe(["n"]);
    }

    [Fact]
    public void DeepSeek_gets_the_schema_in_words_and_its_reasoning_back()
    {
        var (body, dropped) = Rewrite(
            Chat(
                """{"role":"system","content":"Extract."},{"role":"user","content":"Ada"},{"role":"assistant","content":"A","reasoning_content":"hm"},{"role":"user","content":"b"}""",
                ""","reasoning_effort":"medium","response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object"}}}"""),
            OpenAIChatDialects.DeepSeek);
        body.GetProperty("response_format").GetRawText().ShouldBe("""{"type":"json_object"}""");
        body.GetProperty("messages")[0].GetProperty("content")[1].GetProperty("text").GetString().ShouldNotBeNull().ShouldContain("""{"type":"object"}""");
        body.GetProperty("messages")[2].GetProperty("reasoning_content").GetString().ShouldBe("hm");
        body.GetProperty("reasoning_effort").GetString().ShouldBe("high");
        dropped.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("none", null, "disabled")]
    [InlineData("minimal", "low", null)]
    [InlineData("low", "low", null)]
    [InlineData("medium", "high", null)]
    [InlineData("high", "high", null)]
    [InlineData("xhigh", "high", null)]
    [InlineData("max", "max", null)]
    public void DeepSeek_efforts_are_moved_to_those_it_knows(string asked, string? effort, string? thinking)
    {
        var (body, dropped) = Rewrite(Chat("""{"role":"user","content":"Hi"}""", $",\"reasoning_effort\":\"{asked}\""), OpenAIChatDialects.DeepSeek);
        (body.TryGetProperty("reasoning_effort", out var sent) ? sent.GetString() : null).ShouldBe(effort);
        (body.TryGetProperty("thinking", out var toggle) ? toggle.GetProperty("type").GetString() : null).ShouldBe(thinking);
        dropped.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("gpt-5", "none", "minimal")]
    [InlineData("gpt-5", "xhigh", "high")]
    [InlineData("gpt-5-mini-2025-08-07", "minimal", "minimal")]
    [InlineData("gpt-5-pro", "low", "high")]
    [InlineData("gpt-5.1", "minimal", "low")]
    [InlineData("gpt-5.1-codex-max", "max", "xhigh")]
    [InlineData("gpt-5.6-terra", "max", "xhigh")]
    [InlineData("openai/o4-mini", "xhigh", "high")]
    [InlineData("my-azure-deployment", "max", "max")]
    public void OpenAI_efforts_are_moved_to_those_the_model_knows(string model, string asked, string sent)
    {
        var (body, dropped) = Rewrite(Chat("""{"role":"user","content":"Hi"}""", $",\"reasoning_effort\":\"{asked}\""), OpenAIChatQuirks.OpenAI, model);
        body.GetProperty("reasoning_effort").GetString().ShouldBe(sent);
        dropped.ShouldBeEmpty();
    }

    [Fact]
    public void A_model_that_does_not_think_drops_the_effort_and_says_so()
    {
        var (body, dropped) = Rewrite(Chat("""{"role":"user","content":"Hi"}""", ""","reasoning_effort":"high","temperature":0.5"""), OpenAIChatQuirks.OpenAI, "gpt-4o");
        body.TryGetProperty("reasoning_effort", out _).ShouldBeFalse();
        body.GetProperty("temperature").GetDouble().ShouldBe(0.5);
        dropped.ShouldBe(["reasoning_effort"]);
        Rewrite(Chat("""{"role":"user","content":"Hi"}""", ""","reasoning_effort":"none" """), OpenAIChatQuirks.OpenAI, "gpt-4o").Dropped.ShouldBeEmpty();
    }

    [Fact]
    public void Sampling_is_sent_to_a_reasoning_model_only_where_it_is_told_not_to_think()
    {
        const string Sampling = ""","temperature":0.5,"top_p":0.9,"stop":"x","presence_penalty":1""";
        Rewrite(Chat("""{"role":"user","content":"Hi"}""", Sampling), OpenAIChatQuirks.OpenAI, "gpt-5.1").Dropped
            .ShouldBe(["temperature", "top_p", "presence_penalty", "stop"]);
        Rewrite(Chat("""{"role":"user","content":"Hi"}""", Sampling + ""","reasoning_effort":"none" """), OpenAIChatQuirks.OpenAI, "gpt-5.1").Dropped
            .ShouldBe(["presence_penalty"]);
    }

    [Fact]
    public void Ollama_gets_no_image_address()
    {
        var request = Chat("""{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://example.com/a.png"}}]}""");
        var error = Should.Throw<WireFormatException>(() => Rewrite(request, OpenAIChatDialects.Ollama)).Error;
        error.Status.ShouldBe(400);
        error.Param.ShouldBe("messages[0].content[0].image_url");
        Rewrite(request, OpenAIChatDialects.Vllm).Dropped.ShouldBeEmpty();
    }

    [Fact]
    public void OpenRouter_gets_cache_hints_and_reasoning_details_back()
    {
        const string Encrypted = """{"type":"reasoning.encrypted","data":"ZQ==","id":"rs_1","format":"openai-responses-v1","index":1}""";
        var (body, dropped) = Rewrite(
            Chat($$$"""
                {"role":"user","content":[{"type":"text","text":"manual","cache_control":{"type":"ephemeral","ttl":"1h"}}]},
                {"role":"assistant","content":"A","reasoning":"hm","reasoning_details":[{"type":"reasoning.text","text":"hm","signature":"c2ln"},{{{Encrypted}}}]}
                """),
            OpenAIChatDialects.OpenRouter);
        body.GetProperty("messages")[0].GetProperty("content")[0].GetProperty("cache_control").GetRawText().ShouldBe("""{"type":"ephemeral","ttl":"1h"}""");
        body.GetProperty("messages")[1].GetProperty("reasoning_details").GetRawText()
            .ShouldBe($$"""[{"type":"reasoning.text","text":"hm","signature":"c2ln"},{{Encrypted}}]""");
        dropped.ShouldBeEmpty();
    }

    [Fact]
    public void Another_gateway_gets_everything_opaque_back_unchanged()
    {
        const string Assistant = """
            {"role":"assistant","content":"A","reasoning_content":"hm","thinking_blocks":[{"type":"thinking","thinking":"hm","signature":"c2ln"},
            {"type":"redacted_thinking","data":"ZQ=="}],"extra_content":{"google":{"thought_signature":"dA=="}},
            "tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{}"},"extra_content":{"google":{"thought_signature":"Yw=="}}}]}
            """;
        var (body, dropped) = Rewrite(Chat("""{"role":"user","content":"q"},""" + Assistant), OpenAIChatDialects.Gateway);
        JsonElement.DeepEquals(body.GetProperty("messages")[1], JsonElement.Parse(Assistant)).ShouldBeTrue(body.GetProperty("messages")[1].GetRawText());
        dropped.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(EmptyAssistantContent.Null, JsonValueKind.Null)]
    [InlineData(EmptyAssistantContent.EmptyString, JsonValueKind.String)]
    [InlineData(EmptyAssistantContent.Absent, JsonValueKind.Undefined)]
    public void An_assistant_turn_of_calls_alone_is_written_as_the_provider_wants(EmptyAssistantContent rule, JsonValueKind kind)
    {
        var assistant = Rewrite(Chat(ToolTurn), new OpenAIChatQuirks { EmptyAssistant = rule }).Body.GetProperty("messages")[1];
        (assistant.TryGetProperty("content", out var content) ? content.ValueKind : JsonValueKind.Undefined).ShouldBe(kind);
    }

    [Fact]
    public void Where_the_choice_cannot_be_limited_the_offer_is()
    {
        var body = Rewrite(
            Chat(
                """{"role":"user","content":"Hi"}""",
                """
                ,"tools":[{"type":"function","function":{"name":"f"}},{"type":"function","function":{"name":"g"}},{"type":"function","function":{"name":"h"}}],
                "tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"required","tools":[{"type":"function","function":{"name":"f"}},{"type":"function","function":{"name":"h"}}]}}
                """),
            OpenAIChatDialects.Generic).Body;
        body.GetProperty("tools").EnumerateArray().Select(static tool => tool.GetProperty("function").GetProperty("name").GetString()).ShouldBe(["f", "h"]);
        body.GetProperty("tool_choice").GetString().ShouldBe("required");
    }

    [Fact]
    public void Custom_tools_are_reported_where_unknown_and_their_history_becomes_a_function_call()
    {
        var (body, dropped) = Rewrite(
            Chat(
                """
                {"role":"user","content":"go"},{"role":"assistant","tool_calls":[{"id":"c","type":"custom","custom":{"name":"sh","input":"ls \"x\""}}]},
                {"role":"tool","tool_call_id":"c","content":"a"}
                """,
                ""","tools":[{"type":"custom","custom":{"name":"sh"}}]"""),
            OpenAIChatDialects.Generic);
        dropped.ShouldBe(["tools.custom"]);
        body.TryGetProperty("tools", out _).ShouldBeFalse();
        body.GetProperty("messages")[1].GetProperty("tool_calls")[0].GetProperty("function").GetProperty("arguments").GetString()
            .ShouldBe("""{"input":"ls \"x\""}""");
    }

    [Fact]
    public void Text_parts_are_joined_where_arrays_are_not_taken()
    {
        var body = Rewrite(
            Chat("""{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}"""), new OpenAIChatQuirks { TextArrays = false }).Body;
        body.GetProperty("messages")[0].GetProperty("content").GetString().ShouldBe("a\nb");
    }
}
