using System.Net;
using System.Text;
using System.Text.Json;
using AiGateway.Fakes;
using AiGateway.Fakes.Answers;

namespace AiGateway.Clients.Fakes;

/// <summary>The fakes refuse what the providers refuse, each in its own error form, and let the neighbouring good request pass.</summary>
public sealed class StrictnessTests
{
    public static TheoryData<Dialect> Dialects => [.. Enum.GetValues<Dialect>()];

    [Theory, MemberData(nameof(Dialects))]
    public async Task Wrong_requests_are_refused(Dialect dialect)
    {
        await using var fake = (await FakeProvider.StartAsync(dialect)).Always(FakeAnswer.Text("must not be said"));
        var cases = StrictnessCases.OpenAI.Concat(StrictnessCases.Anthropic).Concat(StrictnessCases.Gemini).Concat(StrictnessCases.Mistral)
            .Where(each => each.Dialect == dialect).ToList();
        cases.Count.ShouldBeGreaterThan(20);
        var wrong = new List<string>();
        foreach (var each in cases)
        {
            using var answer = await FakeHttp.PostAsync(fake, each.Path ?? FakeHttp.ChatPath(dialect), each.Body);
            var body = await answer.Content.ReadAsStringAsync();
            if ((int)answer.StatusCode != each.Status || !body.Contains(each.Says, StringComparison.Ordinal) || !HasErrorForm(dialect, body))
            {
                wrong.Add($"{each}: {(int)answer.StatusCode} {body}");
            }
        }

        wrong.ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Dialects))]
    public async Task The_same_requests_without_the_fault_pass(Dialect dialect)
    {
        await using var fake = await FakeProvider.StartAsync(dialect);
        string[] good = dialect switch
        {
            Dialect.OpenAI =>
            [
                """{"model":"gpt-4o","messages":[{"role":"system","content":[{"type":"text","text":"x"}]},{"role":"user","name":"bob","content":"hi"}],"temperature":2,"top_p":null,"stop":"x","user":"u","metadata":{"a":"b"}}""",
                """{"model":"o3","messages":[{"role":"developer","content":"x"},{"role":"user","content":"hi"}],"temperature":1,"max_completion_tokens":5,"reasoning_effort":"high"}""",
                """{"model":"gpt-5.1","messages":[{"role":"user","content":"hi"}],"temperature":0.2,"reasoning_effort":"none"}""",
                """{"model":"gpt-4o","messages":[{"role":"assistant","tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"not json"}}]},{"role":"tool","tool_call_id":"a","content":"x"},{"role":"user","content":"hi"}]}""",
                """{"model":"gpt-4o","messages":[{"role":"user","content":"in json please"}],"response_format":{"type":"json_object"}}""",
            ],
            Dialect.Anthropic =>
            [
                """{"model":"claude-haiku-4-5","max_tokens":9,"system":"x","messages":[{"role":"user","content":"a"},{"role":"user","content":"b"}],"temperature":0.5,"stop_sequences":["x"],"metadata":{"user_id":null}}""",
                """{"model":"claude-haiku-4-5","max_tokens":9,"messages":[{"role":"user","content":"hi"},{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"f","input":{}},{"type":"tool_use","id":"b","name":"f","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"b","content":"x"},{"type":"tool_result","tool_use_id":"a"},{"type":"text","text":"and"}]}]}""",
                """{"model":"claude-haiku-4-5","max_tokens":9,"messages":[{"role":"user","content":"hi"},{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"f","input":{}},{"type":"tool_use","id":"b","name":"f","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"b","content":"x"}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"a"}]}]}""",
                """{"model":"claude-opus-4-7","max_tokens":9,"messages":[{"role":"user","content":"hi"}],"thinking":{"type":"adaptive"},"output_config":{"effort":"xhigh"}}""",
                """{"model":"claude-haiku-4-5","max_tokens":9,"messages":[{"role":"user","content":"hi"},{"role":"assistant","content":"well"}]}""",
            ],
            Dialect.Gemini =>
            [
                """{"contents":[{"parts":[{"text":"hi"}]}],"system_instruction":{"parts":[{"text":"x"}]},"generation_config":{"max_output_tokens":5,"stop_sequences":["x"]}}""",
                """{"contents":[{"role":"user","parts":[{"text":"hi"}]},{"role":"model","parts":[{"functionCall":{"name":"f","args":{}}},{"functionCall":{"name":"g","args":{}}}]},{"role":"user","parts":[{"functionResponse":{"name":"f","response":{"a":1}}},{"functionResponse":{"name":"g","response":{}}}]}],"tools":[{"functionDeclarations":[{"name":"f","parametersJsonSchema":{"type":"object","additionalProperties":false,"properties":{"x":{"$ref":"#"}}}},{"name":"g"}]}]}""",
                """{"contents":[{"role":"user","parts":[{"text":"hi"}]}],"generationConfig":{"responseMimeType":"application/json","responseSchema":{"type":"object","properties":{"snake_name":{"type":"string","nullable":true}},"required":["snake_name"]}}}""",
            ],
            _ =>
            [
                """{"model":"mistral-large-latest","messages":[{"role":"system","content":"x"},{"role":"user","content":[{"type":"text","text":"hi"}]}],"random_seed":1,"temperature":null,"tool_choice":"any","tools":[{"type":"function","function":{"name":"f","parameters":{}}}]}""",
                """{"model":"mistral-large-latest","messages":[{"role":"user","content":"hi"},{"role":"assistant","content":"Well","prefix":true}]}""",
                """{"model":"mistral-large-latest","messages":[{"role":"user","content":"hi"},{"role":"assistant","content":"","tool_calls":[{"id":"abcdefghi","function":{"name":"f","arguments":{}}}]},{"role":"tool","tool_call_id":"abcdefghi","name":"f","content":"x"}]}""",
            ],
        };
        foreach (var body in good)
        {
            using var answer = await FakeHttp.PostAsync(fake, FakeHttp.ChatPath(dialect), body);
            var text = await answer.Content.ReadAsStringAsync();
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        }
    }

    [Fact]
    public async Task A_third_generation_Gemini_takes_its_own_signature_and_the_documented_stand_in()
    {
        await using var fake = await FakeProvider.StartAsync(Dialect.Gemini);
        using var asked = await FakeHttp.PostAsync(
            fake,
            "/v1beta/models/gemini-3-pro-preview:generateContent",
            """{"contents":[{"role":"user","parts":[{"text":"call f"}]}],"tools":[{"functionDeclarations":[{"name":"f"}]}]}""");
        var own = JsonElement.Parse(await asked.Content.ReadAsStringAsync())
            .GetProperty("candidates")[0].GetProperty("content").GetProperty("parts")[0].GetProperty("thoughtSignature").GetString()!;
        foreach (var signature in (string[])[own, "skip_thought_signature_validator"])
        {
            var body = """{"contents":[{"role":"user","parts":[{"text":"call f"}]},{"role":"model","parts":[{"functionCall":{"name":"f","args":{}},"thoughtSignature":"SIGNATURE"}]},{"role":"user","parts":[{"functionResponse":{"name":"f","response":{"output":"done"}}}]}]}""";
            using var answer = await FakeHttp.PostAsync(fake, "/v1beta/models/gemini-3-pro-preview:generateContent", body.Replace("SIGNATURE", signature, StringComparison.Ordinal));
            (await answer.Content.ReadAsStringAsync()).ShouldContain("The tool said: done");
        }
    }

    [Theory]
    [InlineData("temperature", "\"temperature\":1,", Hi)]
    [InlineData("document blocks", "", """[{"role":"user","content":"hi"},{"role":"assistant","content":[{"type":"document","source":{"type":"text","media_type":"text/plain","data":"x"}}]},{"role":"user","content":"hi"}]""")]
    [InlineData("citations", "", """[{"role":"user","content":[{"type":"text","text":"hi","citations":[{"type":"char_location"}]}]}]""")]
    public async Task Anthropics_second_version_refuses_what_the_first_took(string says, string fields, string messages)
    {
        await using var fake = await FakeProvider.StartAsync(Dialect.Anthropic);
        foreach (var (version, status) in ((string, HttpStatusCode)[])[("2023-06-01", HttpStatusCode.OK), ("2026-10-21", HttpStatusCode.BadRequest)])
        {
            var request = FakeHttp.Request(fake, HttpMethod.Post, "/v1/messages");
            request.Headers.Remove("anthropic-version");
            request.Headers.Add("anthropic-version", version);
            request.Content = new StringContent($$"""{"model":"claude-haiku-4-5","max_tokens":9,{{fields}}"messages":{{messages}}}""", Encoding.UTF8, "application/json");
            using var answer = await FakeHttp.SendAsync(request);
            var body = await answer.Content.ReadAsStringAsync();
            answer.StatusCode.ShouldBe(status, body);
            body.Contains(says, StringComparison.Ordinal).ShouldBe(status == HttpStatusCode.BadRequest);
        }
    }

    [Theory]
    [InlineData(Dialect.OpenAI, "Authorization", 401, "API key")]
    [InlineData(Dialect.Anthropic, "x-api-key", 401, "authentication_error")]
    [InlineData(Dialect.Anthropic, "anthropic-version", 400, "anthropic-version")]
    [InlineData(Dialect.Gemini, "x-goog-api-key", 403, "PERMISSION_DENIED")]
    [InlineData(Dialect.Mistral, "Authorization", 401, "Unauthorized")]
    public async Task A_missing_header_is_refused(Dialect dialect, string header, int status, string says)
    {
        await using var fake = await FakeProvider.StartAsync(dialect);
        var request = FakeHttp.Request(fake, HttpMethod.Post, FakeHttp.ChatPath(dialect));
        request.Headers.Remove(header).ShouldBeTrue();
        request.Content = new StringContent(FakeHttp.Chat(dialect), Encoding.UTF8, "application/json");
        using var answer = await FakeHttp.SendAsync(request);
        ((int)answer.StatusCode).ShouldBe(status);
        (await answer.Content.ReadAsStringAsync()).ShouldContain(says);
    }

    [Theory, MemberData(nameof(Dialects))]
    public async Task A_wrong_content_type_is_refused(Dialect dialect)
    {
        await using var fake = await FakeProvider.StartAsync(dialect);
        var request = FakeHttp.Request(fake, HttpMethod.Post, FakeHttp.ChatPath(dialect));
        request.Content = new StringContent(FakeHttp.Chat(dialect), Encoding.UTF8, "text/plain");
        using var answer = await FakeHttp.SendAsync(request);
        ((int)answer.StatusCode).ShouldBeInRange(400, 422);
    }

    [Theory]
    [InlineData(Dialect.OpenAI, "context_length_exceeded")]
    [InlineData(Dialect.Anthropic, "prompt is too long: 5 tokens > 2 maximum")]
    [InlineData(Dialect.Gemini, "exceeds the maximum number of tokens allowed (2)")]
    [InlineData(Dialect.Mistral, "too large for a model with 2 maximum context length")]
    public async Task A_long_prompt_is_refused_in_the_providers_words(Dialect dialect, string says)
    {
        await using var fake = await FakeProvider.StartAsync(dialect);
        fake.ContextTokens = 2;
        using var answer = await FakeHttp.ChatAsync(fake);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain(says);
    }

    [Fact]
    public async Task A_lenient_fake_plays_a_compatible_vendor()
    {
        await using var fake = await FakeProvider.StartAsync(Dialect.OpenAI);
        fake.Strict = false;
        fake.Models.Add("llama3:8b");
        using var answer = await FakeHttp.PostAsync(fake, "/v1/chat/completions", """{"model":"llama3:8b","top_k":5,"messages":[{"role":"user","content":"hi"}]}""");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private const string Hi = """[{"role":"user","content":"hi"}]""";

    private static bool HasErrorForm(Dialect dialect, string body)
    {
        var json = JsonElement.Parse(body);
        return dialect switch
        {
            Dialect.OpenAI => json.GetProperty("error").TryGetProperty("param", out _),
            Dialect.Anthropic => json.GetProperty("type").ValueEquals("error") && json.GetProperty("error").TryGetProperty("type", out _),
            Dialect.Gemini => json.GetProperty("error").TryGetProperty("status", out _),
            _ => json.TryGetProperty("detail", out _) || json.GetProperty("object").ValueEquals("error"),
        };
    }
}
