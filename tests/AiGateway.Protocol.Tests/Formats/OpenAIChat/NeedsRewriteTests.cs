using System.Text;
using System.Text.Json;
using AiGateway.Protocol.Formats.OpenAIChat;
using AiGateway.Protocol.Tests.Golden;

namespace AiGateway.Protocol.Tests.Formats.OpenAIChat;

public class NeedsRewriteTests : OpenAIChatTestBase
{
    private const string Hi = """{"role":"user","content":"Hi"}""";

    private const string Tools = """
        {"role":"user","content":"go"},
        {"role":"assistant","content":"","tool_calls":[{"id":"call_1","type":"function","function":{"name":"f","arguments":"{}"}}]},
        {"role":"tool","tool_call_id":"call_1","content":"ok"}
        """;

    public static TheoryData<string, string> Requests
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var golden in GoldenCase.All("request").Where(static golden => golden.Format == "OpenAIChat" && !golden.Name.StartsWith("refused-", StringComparison.Ordinal)))
            {
                foreach (var dialect in DialectsByName.Keys)
                {
                    data.Add(golden.Name, dialect);
                }
            }

            return data;
        }
    }

    [Theory]
    [InlineData(Hi, ""","unknown_new_field":{"developer":1},"reasoning_effort":"high","seed":1,"max_tokens":3""")]
    [InlineData(Tools, ""","tools":[{"type":"function","function":{"name":"f"}}]""")]
    [InlineData("""{"role":"developer","content":[{"type":"text","text":"say \"reasoning_content\""}],"name":"x"}""", "")]
    [InlineData("""{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://example.com/a.png"}},{"type":"video_url","video_url":{}}]}""", "")]
    public void OpenAI_gets_its_own_requests_untouched(string messages, string more) =>
        OpenAIChatQuirks.OpenAI.NeedsRewrite(Encoding.UTF8.GetBytes(Chat(messages, more))).ShouldBeFalse();

    [Theory]
    [InlineData("""{"role":"assistant","content":"a","reasoning_content":"hm"}""")]
    [InlineData("""{"role":"assistant","content":"a","reasoning":"hm"}""")]
    [InlineData("""{"role":"assistant","content":"a","thinking_blocks":[{"type":"thinking","thinking":"","signature":"x"}]}""")]
    [InlineData("""{"role":"assistant","content":"a","extra_content":{"google":{}}}""")]
    [InlineData("""{"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":""},"extra_content":{}}]}""")]
    [InlineData("""{"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}","parsed_arguments":{}}}]}""")]
    [InlineData("""{"role":"assistant","content":"{}","parsed":{}}""")]
    [InlineData("""{"role":"user","content":[{"type":"text","text":"x","cache_control":{"type":"ephemeral"}}]}""")]
    [InlineData("""{"role":"tool","tool_call_id":"0123456789012345678901234567890123456789x","content":"x"}""")]
    public void What_other_providers_left_in_a_conversation_is_kept_from_OpenAI(string message) =>
        OpenAIChatQuirks.OpenAI.NeedsRewrite(Encoding.UTF8.GetBytes(Chat(message))).ShouldBeTrue();

    [Theory]
    [InlineData(nameof(OpenAIChatDialects.Generic), """{"role":"developer","content":"x"}""", "", true)]
    [InlineData(nameof(OpenAIChatDialects.Generic), Hi, ""","max_completion_tokens":5""", true)]
    [InlineData(nameof(OpenAIChatDialects.Generic), Hi, ""","max_tokens":5,"min_p":0.1""", false)]
    [InlineData(nameof(OpenAIChatDialects.Generic), Hi, ""","safety_identifier":"u" """, true)]
    [InlineData(nameof(OpenAIChatDialects.Generic), Hi, ""","tool_choice":{"type":"allowed_tools","allowed_tools":{}}""", true)]
    [InlineData(nameof(OpenAIChatDialects.Generic), Hi, ""","tool_choice":{"type":"function","function":{"name":"f"}}""", false)]
    [InlineData(nameof(OpenAIChatDialects.Generic), Hi, ""","tools":[{"type":"custom","custom":{"name":"x"}}]""", true)]
    [InlineData(nameof(OpenAIChatDialects.Generic), Tools, "", false)]
    [InlineData(nameof(OpenAIChatDialects.Generic), Hi, ""","functions":[{"name":"f"}]""", true)]
    [InlineData(nameof(OpenAIChatDialects.Generic), """{"role":"function","name":"f","content":"x"}""", "", true)]
    [InlineData(nameof(OpenAIChatDialects.Generic), """{"role":"assistant","content":"x","function_call":null}""", "", false)]
    [InlineData(nameof(OpenAIChatDialects.Azure), Hi, ""","functions":[{"name":"f"}]""", false)]
    [InlineData(nameof(OpenAIChatDialects.Mistral), Hi, "", true)]
    [InlineData(nameof(OpenAIChatDialects.Groq), Hi, ""","logprobs":false""", true)]
    [InlineData(nameof(OpenAIChatDialects.Groq), Hi, ""","logprobs":null,"temperature":0.1""", false)]
    [InlineData(nameof(OpenAIChatDialects.Groq), Hi, ""","temperature":0.0""", true)]
    [InlineData(nameof(OpenAIChatDialects.Groq), """{"role":"user","content":"Hi","name":"ada"}""", "", true)]
    [InlineData(nameof(OpenAIChatDialects.Groq), Tools, ""","tools":[{"type":"function","function":{"name":"f"}}]""", false)]
    [InlineData(nameof(OpenAIChatDialects.DeepSeek), Hi, ""","response_format":{"type":"json_schema","json_schema":{"name":"x"}}""", true)]
    [InlineData(nameof(OpenAIChatDialects.DeepSeek), Hi, ""","response_format":{"type":"json_object"}""", false)]
    [InlineData(nameof(OpenAIChatDialects.DeepSeek), Hi, ""","reasoning_effort":"medium" """, true)]
    [InlineData(nameof(OpenAIChatDialects.DeepSeek), """{"role":"assistant","content":"a","reasoning_content":"hm"}""", "", false)]
    [InlineData(nameof(OpenAIChatDialects.Ollama), """{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://example.com/a.png"}}]}""", "", true)]
    [InlineData(nameof(OpenAIChatDialects.Ollama), """{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,AA"}}]}""", "", false)]
    [InlineData(nameof(OpenAIChatDialects.Ollama), """{"role":"assistant","content":null}""", "", true)]
    [InlineData(nameof(OpenAIChatDialects.Ollama), Hi, ""","stream":true,"stream_options":{"include_usage":true}""", false)]
    [InlineData(nameof(OpenAIChatDialects.OpenRouter), """{"role":"user","content":[{"type":"text","text":"x","cache_control":{"type":"ephemeral"}}]}""", "", false)]
    public void A_dialect_says_what_it_cannot_take_as_it_is(string dialect, string messages, string more, bool needed) =>
        DialectsByName[dialect].NeedsRewrite(Encoding.UTF8.GetBytes(Chat(messages, more))).ShouldBe(needed);

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"tool_calls\":")]
    public void What_is_no_request_is_left_to_the_reader_to_refuse(string body) =>
        OpenAIChatDialects.Generic.NeedsRewrite(Encoding.UTF8.GetBytes(body)).ShouldBeTrue();

    /// <summary>The scan and the writer agree: what may go through untouched is what the writer would have lost nothing of.</summary>
    [Theory]
    [MemberData(nameof(Requests))]
    public void What_goes_through_untouched_would_have_lost_nothing(string name, string dialect)
    {
        var golden = GoldenCase.All("request").Single(golden => golden.Format == "OpenAIChat" && golden.Name == name);
        var bytes = File.ReadAllBytes(golden.Path);
        var quirks = DialectsByName[dialect];
        if (quirks.NeedsRewrite(bytes))
        {
            return;
        }

        var request = new OpenAIChatFormat().ReadRequest(JsonElement.Parse(bytes));

        // By a name without rules: those of OpenAI's own models are not for the scan, since OpenAI answers for itself.
        Should.NotThrow(() => Write(request, quirks, "some-model").Dropped.ShouldBeEmpty());
    }

    [Fact]
    public void The_scan_for_OpenAI_allocates_nothing()
    {
        var body = Encoding.UTF8.GetBytes(Chat(string.Join(',', Enumerable.Repeat(Hi, 500)), ""","temperature":0.5"""));
        OpenAIChatQuirks.OpenAI.NeedsRewrite(body);
        var before = GC.GetAllocatedBytesForCurrentThread();
        OpenAIChatQuirks.OpenAI.NeedsRewrite(body).ShouldBeFalse();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(500);
    }
}
