using System.Text;
using System.Text.Json;
using AiGateway.Protocol.Chat;

namespace AiGateway.Protocol.Tests.Formats.OpenAIChat;

/// <summary>Requests that other formats' callers made.</summary>
public class ForeignRequestTests : OpenAIChatTestBase
{
    [Fact]
    public void A_failed_tool_result_says_so_in_words()
    {
        var call = new ChatMessage { Role = ChatRole.Assistant, Parts = [new ChatPart.ToolCall("c1", "f", "{}"), new ChatPart.ToolCall("c2", "f", "{}")] };
        var failed = new ChatMessage { Role = ChatRole.Tool, ToolCallId = "c1", IsError = true, Parts = [new ChatPart.Text("no such file")] };
        var silent = new ChatMessage { Role = ChatRole.Tool, ToolCallId = "c2", IsError = true, Parts = [] };
        var messages = Write(Foreign(User(new ChatPart.Text("go")), call, failed, silent)).Body.GetProperty("messages");
        messages[2].GetProperty("content").GetString().ShouldBe("Error: no such file");
        messages[3].GetProperty("content").GetString().ShouldBe("Error");
    }

    [Fact]
    public void A_text_document_becomes_text_and_a_linked_one_is_refused()
    {
        var text = new ChatPart.File(new MediaSource.Inline("text/plain", Convert.ToBase64String(Encoding.UTF8.GetBytes("grün")))) { Name = "notes.txt" };
        Write(Foreign(User(text))).Body.GetProperty("messages")[0].GetProperty("content").GetString().ShouldBe("notes.txt\n\ngrün");

        var link = Foreign(User(new ChatPart.File(new MediaSource.Link("https://example.com/a.pdf"))));
        Should.Throw<WireFormatException>(() => Write(link)).Error.Param.ShouldBe("messages[0].content[0].file");
        Write(link, OpenAIChatDialects.Mistral).Body.GetProperty("messages")[0].GetProperty("content")[0].GetRawText()
            .ShouldBe("""{"type":"document_url","document_url":"https://example.com/a.pdf"}""");
    }

    [Fact]
    public void A_pdf_without_a_name_gets_one_because_OpenAI_demands_it()
    {
        var part = Write(Foreign(User(new ChatPart.File(new MediaSource.Inline("application/pdf", "JVBERi0="))))).Body.GetProperty("messages")[0].GetProperty("content")[0];
        part.GetProperty("file").GetRawText().ShouldBe("""{"filename":"document.pdf","file_data":"data:application/pdf;base64,JVBERi0="}""");
    }

    [Fact]
    public void Json_without_a_schema_needs_the_word_in_the_prompt()
    {
        var request = Foreign(User(new ChatPart.Text("List colours"))) with { ResponseFormat = new ResponseFormat(ResponseFormatKind.JsonObject) };
        Write(request).Body.GetProperty("messages")[0].GetRawText().ShouldBe("""{"role":"system","content":"Answer with a JSON object."}""");
        var said = request with { Messages = [User(new ChatPart.Text("List colours as json"))] };
        Write(said).Body.GetProperty("messages").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public void A_schema_without_a_name_gets_one()
    {
        var request = Foreign(User(new ChatPart.Text("x"))) with
        {
            ResponseFormat = new ResponseFormat(ResponseFormatKind.JsonSchema) { Schema = JsonElement.Parse("""{"type":"object","additionalProperties":false}"""), Strict = true },
        };
        Write(request).Body.GetProperty("response_format").GetRawText()
            .ShouldBe("""{"type":"json_schema","json_schema":{"name":"response","schema":{"type":"object","additionalProperties":false},"strict":true}}""");
    }

    [Theory]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false}""", true)]
    [InlineData("""{"type":"object","additionalProperties":false}""", true)]
    [InlineData("""{"type":"object","properties":{"a":{"anyOf":[{"type":"string"},{"type":"array","items":{"$ref":"#/$defs/x"}}]}},"required":["a"],"additionalProperties":false,"$defs":{"x":{"type":["object","null"],"properties":{},"additionalProperties":false}}}""", true)]
    [InlineData("""{"anyOf":[{"type":"string"}]}""", false)]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"}},"additionalProperties":false}""", false)]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]}""", false)]
    [InlineData("""{"type":"array","items":{"type":"object"}}""", false)]
    [InlineData("""{"$defs":{"x":{"type":["object","null"]}}}""", false)]
    [InlineData("""{"oneOf":[{"type":"string"}]}""", false)]
    public void Strictness_is_asked_for_only_where_OpenAI_would_take_the_schema(string schema, bool strict)
    {
        var parameters = JsonElement.Parse(schema);
        var request = Foreign(User(new ChatPart.Text("x"))) with
        {
            ResponseFormat = new ResponseFormat(ResponseFormatKind.JsonSchema) { Schema = parameters, Strict = true },
            Tools = [new ChatTool { Kind = ChatToolKind.Function, Name = "f", Parameters = parameters, Strict = true }],
        };
        var (body, dropped) = Write(request);
        body.GetProperty("response_format").GetProperty("json_schema").TryGetProperty("strict", out _).ShouldBe(strict);
        body.GetProperty("tools")[0].GetProperty("function").TryGetProperty("strict", out _).ShouldBe(strict);
        dropped.ShouldBe(strict ? [] : ["tools.function.strict", "response_format.json_schema.strict"]);
    }

    [Theory]
    [InlineData(0, "none")]
    [InlineData(1024, "low")]
    [InlineData(8192, "medium")]
    [InlineData(32000, "high")]
    [InlineData(-1, null)]
    public void A_budget_becomes_an_effort_by_its_size(int budget, string? effort)
    {
        var (body, dropped) = Write(Foreign(User(new ChatPart.Text("x"))) with { Reasoning = new ReasoningOptions { BudgetTokens = budget } }, model: "gpt-5.2");
        (body.TryGetProperty("reasoning_effort", out var sent) ? sent.GetString() : null).ShouldBe(effort);
        dropped.ShouldBeEmpty();
    }

    [Fact]
    public void What_has_no_place_is_reported_by_its_name()
    {
        var request = Foreign(User(new ChatPart.Text("x") { Cache = new CacheHint("5m") })) with
        {
            TopK = 5,
            Stop = ["1", "2", "3", "4", "5"],
            Reasoning = new ReasoningOptions { Effort = "low", IncludeThoughts = true },
            Extensions = new Dictionary<string, JsonElement> { ["container"] = JsonElement.Parse("\"c\"") },
            Tools = [new ChatTool { Kind = ChatToolKind.Provider, Name = "web_search_20250305", Raw = JsonElement.Parse("{}") }],
        };
        var (body, dropped) = Write(request);
        dropped.ShouldBe(["cache_control", "tools.web_search_20250305", "top_k", "stop", "include_reasoning", "container"], ignoreOrder: true);
        body.GetProperty("stop").GetArrayLength().ShouldBe(4);
        body.TryGetProperty("container", out _).ShouldBeFalse();
        body.TryGetProperty("tools", out _).ShouldBeFalse();
    }

    [Fact]
    public void A_long_user_id_is_hashed_to_what_OpenAI_takes()
    {
        var sent = Write(Foreign(User(new ChatPart.Text("x"))) with { EndUser = new string('u', 65) }).Body.GetProperty("safety_identifier").GetString();
        sent.ShouldNotBeNull().ShouldMatch("^[0-9a-f]{64}$");
        Write(Foreign(User(new ChatPart.Text("x"))) with { EndUser = "ada" }, OpenAIChatDialects.Azure).Body.GetProperty("user").GetString().ShouldBe("ada");
    }

    [Fact]
    public void The_Responses_API_shares_some_fields_and_its_custom_tools()
    {
        var request = Foreign(User(new ChatPart.Text("x"))) with
        {
            SourceFormat = "OpenAIResponses",
            Extensions = new Dictionary<string, JsonElement> { ["store"] = JsonElement.Parse("true"), ["truncation"] = JsonElement.Parse("\"auto\"") },
            Tools =
            [
                new ChatTool
                {
                    Kind = ChatToolKind.Custom,
                    Name = "sh",
                    Raw = JsonElement.Parse("""{"type":"custom","name":"sh","format":{"type":"grammar","syntax":"regex","definition":".+"}}"""),
                },
            ],
        };
        var (body, dropped) = Write(request);
        body.GetProperty("store").GetBoolean().ShouldBeTrue();
        dropped.ShouldBe(["truncation"]);
        body.GetProperty("tools")[0].GetRawText()
            .ShouldBe("""{"type":"custom","custom":{"name":"sh","format":{"type":"grammar","grammar":{"syntax":"regex","definition":".+"}}}}""");
    }

    [Fact]
    public void Every_stream_is_asked_for_usage()
    {
        var body = Write(Foreign(User(new ChatPart.Text("x"))) with { Stream = true }).Body;
        body.GetProperty("stream_options").GetRawText().ShouldBe("""{"include_usage":true}""");
        Write(Foreign(User(new ChatPart.Text("x")))).Body.TryGetProperty("stream_options", out _).ShouldBeFalse();
    }
}
