using System.Text;
using System.Text.Json;
using AiGateway.Fakes;
using AiGateway.Fakes.Raw;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Promises;

/// <summary>G7, G8, G10, G11, G12, G13: sound JSON with fields that nobody may send.</summary>
public sealed class BadFieldTests(InputBench bench) : IClassFixture<InputBench>
{
    private static readonly string[] Targets = ["up/gpt-4o-mini", "claude/claude-haiku-4-5", "gem/gemini-2.5-flash"];

    public static TheoryData<string, string, string> Fields => new()
    {
        { "\"max_tokens\":-1", "max_tokens", "invalid_value" },
        { "\"max_tokens\":0", "max_tokens", "invalid_value" },
        { "\"max_completion_tokens\":0", "max_completion_tokens", "invalid_value" },
        { "\"max_tokens\":1e400", "max_tokens", "invalid_value" },
        { "\"max_tokens\":1.5", "max_tokens", "invalid_value" },
        { "\"max_tokens\":99999999999999999999", "max_tokens", "invalid_value" },
        { "\"max_tokens\":\"5\"", "max_tokens", "invalid_type" },
        { "\"n\":1e9", "n", "invalid_value" },
        { "\"n\":1000000000", "n", "invalid_value" },
        { "\"n\":0", "n", "invalid_value" },
        { "\"temperature\":1e400", "temperature", "invalid_value" },
        { "\"temperature\":-0.1", "temperature", "invalid_value" },
        { "\"temperature\":\"hot\"", "temperature", "invalid_type" },
        { "\"top_p\":2", "top_p", "invalid_value" },
        { "\"seed\":1e400", "seed", "invalid_value" },
        { "\"presence_penalty\":-3", "presence_penalty", "invalid_value" },
        { "\"stream\":\"true\"", "stream", "invalid_type" },
        { "\"stream\":1", "stream", "invalid_type" },
        { "\"stream_options\":[]", "stream_options", "invalid_type" },
        { "\"tools\":{}", "tools", "invalid_type" },
        { "\"user\":{}", "user", "invalid_type" },
        { "\"logit_bias\":[]", "logit_bias", "invalid_type" },
        { "\"response_format\":\"json\"", "response_format", "invalid_type" },
        { "\"api_base\":\"http://127.0.0.1:1\"", "api_base", "unknown_parameter" },
        { "\"base_url\":\"http://127.0.0.1:1\"", "base_url", "unknown_parameter" },
        { "\"api_key\":\"x\"", "api_key", "unknown_parameter" },
        { "\"extra_headers\":{}", "extra_headers", "unknown_parameter" },
        { "\"organization\":null", "organization", "unknown_parameter" },
        { "\"\\u0061pi_base\":\"http://127.0.0.1:1\"", "api_base", "unknown_parameter" },
    };

    public static TheoryData<string> Models =>
    [
        "../admin", "up/../admin", "gem/../../v1beta/models", "gem/%2e%2e", "any-../../../admin", "any-%2e%2e%2fadmin", "a/b?x#y", "any-b?x#y",
        "any-a\\b", "any-a%00b", "any-модель", "any-\u202Egpt", "any-\uFEFF", "gpt-4o\u00A0", "any-a;b", "any-a&key=b", "any-a//b", "any-/", "any-a/./b",
        "up/", "/gpt-4o-mini", "up", "/", ".", "..", "*", "gpt*", "any-:generateContent?alt=sse", "http://127.0.0.1:1/v1", "UP-gpt", " ",
    ];

    [Theory]
    [MemberData(nameof(Fields))]
    public async Task A_field_out_of_bounds_is_named_and_refused(string field, string name, string code)
    {
        foreach (var target in Targets)
        {
            var response = await bench.Gateway.PostAsync(RawRequest.ChatPath, Body(target, field));

            (await response.ShouldBeRefusedAsync(400, code)).GetProperty("param").GetString().ShouldBe(name);
        }

        bench.NothingWentOut();
    }

    [Theory]
    [InlineData("\"dimensions\":0", "dimensions")]
    [InlineData("\"encoding_format\":1", "encoding_format")]
    [InlineData("\"api_base\":\"http://127.0.0.1:1\"", "api_base")]
    public async Task So_is_one_of_embeddings(string field, string name)
    {
        var response = await bench.Gateway.PostAsync("/v1/embeddings", $"{{\"model\":\"up/text-embedding-3-small\",\"input\":\"x\",{field}}}");

        (await response.ShouldBeRefusedAsync(400)).GetProperty("param").GetString().ShouldBe(name);
        bench.NothingWentOut();
    }

    [Theory]
    [InlineData("{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}", "model", "missing_required_parameter")]
    [InlineData("{\"model\":null,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}", "model", "missing_required_parameter")]
    [InlineData("{\"model\":7,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}", "model", "invalid_type")]
    [InlineData("{\"model\":[\"up/gpt-4o-mini\"],\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}", "model", "invalid_type")]
    [InlineData("{\"model\":\"\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}", "model", "invalid_value")]
    [InlineData("{\"model\":\"up/gpt\\r\\nx-evil: 1\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}", "model", "invalid_value")]
    [InlineData("{\"model\":\"up/gpt\\u0000\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}", "model", "invalid_value")]
    [InlineData("{\"model\":\"up/gpt-4o-mini\"}", "messages", "missing_required_parameter")]
    [InlineData("{\"model\":\"up/gpt-4o-mini\",\"messages\":[]}", "messages", "invalid_value")]
    [InlineData("{\"model\":\"up/gpt-4o-mini\",\"messages\":\"Hi\"}", "messages", "invalid_type")]
    [InlineData("{\"model\":\"up/gpt-4o-mini\",\"messages\":{\"0\":{}}}", "messages", "invalid_type")]
    public async Task So_is_one_that_is_missing_or_of_another_kind(string body, string name, string code)
    {
        var response = await bench.Gateway.PostAsync(RawRequest.ChatPath, body);

        (await response.ShouldBeRefusedAsync(400, code)).GetProperty("param").GetString().ShouldBe(name);
        bench.NothingWentOut();
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_model_is_looked_up_and_never_becomes_a_path(string model)
    {
        var response = await bench.Gateway.ChatAsync(model);

        await response.ShouldBeRefusedAsync(404, "model_not_found");
        bench.NothingWentOut();
    }

    [Fact]
    public async Task A_model_of_ten_kilobytes_is_refused_and_not_repeated()
    {
        var response = await bench.Gateway.ChatAsync("any-" + new string('a', 10_000));

        await response.ShouldBeRefusedAsync(400, "invalid_value");
        response.Content.Headers.ContentLength.ShouldNotBeNull().ShouldBeLessThan(500);
        bench.NothingWentOut();
    }

    [Fact]
    public async Task Ten_thousand_tools_are_refused()
    {
        var tools = string.Join(',', Enumerable.Range(0, 10_000).Select(i => $"{{\"type\":\"function\",\"function\":{{\"name\":\"f{i}\"}}}}"));

        var response = await bench.Gateway.PostAsync(RawRequest.ChatPath, Body(Targets[0], $"\"tools\":[{tools}]"));

        (await response.ShouldBeRefusedAsync(400, "invalid_value")).GetProperty("param").GetString().ShouldBe("tools");
        bench.NothingWentOut();
    }

    [Theory]
    [InlineData("x-aigateway-user")]
    [InlineData("x-aigateway-tags")]
    [InlineData("x-aigateway-timeout")]
    public async Task A_header_of_the_gateways_own_takes_printable_text_of_some_length(string name)
    {
        foreach (var value in (string[])["a\u0001b", "a\u007Fb", "a\tb\u001B[31m", new string('a', 300)])
        {
            var answer = await RawClient.SendAsync(bench.Port, RawRequest.Post(RawRequest.GoodChat, RawRequest.ChatPath, $"{name}: {value}"));

            answer.ShouldBeRefused(400).GetProperty("param").GetString().ShouldBe(name);
        }

        bench.NothingWentOut();
    }

    [Theory]
    [InlineData("5")]
    [InlineData("0s")]
    [InlineData("-1s")]
    [InlineData("1.5s")]
    [InlineData("s")]
    [InlineData("99999999h")]
    [InlineData("1e9s")]
    [InlineData("10 s")]
    public async Task A_timeout_is_a_duration(string value)
    {
        var response = await bench.Gateway.ChatAsync(Targets[0], "Hi", false, ("x-aigateway-timeout", value));

        await response.ShouldBeRefusedAsync(400, "invalid_header");
        bench.NothingWentOut();
    }

    [Theory]
    [InlineData("a\rb")]
    [InlineData("a\nx-evil: 1")]
    [InlineData("a\0b")]
    public async Task Line_ends_and_NUL_in_a_head_never_reach_the_pipeline(string value)
    {
        var answer = await RawClient.SendAsync(bench.Port, RawRequest.Post("{", RawRequest.ChatPath, $"x-aigateway-user: {value}", "Connection: close"));

        answer.Status.ShouldBe(400);
        answer.Head.ShouldNotContain("x-evil");
        bench.NothingWentOut();
    }

    [Fact]
    public async Task Names_of_dropped_fields_cannot_break_out_of_the_header_that_names_them()
    {
        await using var provider = await FakeProvider.StartAsync(Dialect.Anthropic);
        await using var gateway = await TestGateway.StartAsync(Config.For(provider));
        var many = string.Join(',', Enumerable.Range(0, 3_000).Select(i => $"\"field_number_{i}\":1"));
        var body = Body("up/claude-haiku-4-5", $"\"a\\r\\nset-cookie: x=y\\r\\n\\r\\nbody\":1,\"schlüssel😀\":1,\"\\u0000\":1,{many}");

        var plain = await RawClient.SendAsync(gateway.BaseUrl.Port, RawRequest.Post(body, RawRequest.ChatPath, "Connection: close"));

        plain.Status.ShouldBe(200, plain.BodyText);
        plain.Header("set-cookie").ShouldBeNull();
        var dropped = plain.Header("x-aigateway-dropped").ShouldNotBeNull();
        dropped.All(c => c is >= ' ' and <= '~').ShouldBeTrue(dropped);
        dropped.Length.ShouldBeLessThan(5_000);
        plain.Head.Length.ShouldBeLessThan(8_000);
        (await gateway.WaitForLogAsync(plain.Header("x-request-id")!)).ShouldNotContain("\n");
    }

    [Theory]
    [InlineData(Dialect.OpenAI, "gpt-4o-mini")]
    [InlineData(Dialect.Anthropic, "claude-haiku-4-5")]
    [InlineData(Dialect.Gemini, "gemini-2.5-flash")]
    [InlineData(Dialect.Mistral, "mistral-small-latest")]
    public async Task A_schema_that_refers_to_itself_or_elsewhere_is_answered_at_once_and_followed_nowhere(Dialect dialect, string model)
    {
        await using var elsewhere = RawServer.Answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}");
        await using var provider = await FakeProvider.StartAsync(dialect);
        await using var gateway = await TestGateway.StartAsync(Config.For(provider));
        string[] schemas =
        [
            """{"type":"object","properties":{"child":{"$ref":"#"}}}""",
            """{"$defs":{"a":{"$ref":"#/$defs/b"},"b":{"$ref":"#/$defs/a"}},"type":"object","properties":{"x":{"$ref":"#/$defs/a"}}}""",
            """{"$defs":{"n":{"type":"object","properties":{"l":{"$ref":"#/$defs/n"},"r":{"$ref":"#/$defs/n"},"m":{"$ref":"#/$defs/n"}}}},"type":"object","properties":{"x":{"$ref":"#/$defs/n"}}}""",
            """{"type":"object","properties":{"x":{"$ref":"ELSEWHERE/schema.json"}}}""".Replace("ELSEWHERE", elsewhere.Origin.AbsoluteUri, StringComparison.Ordinal),
            Fan(20),
        ];

        foreach (var schema in schemas)
        {
            var started = System.Diagnostics.Stopwatch.StartNew();
            var response = await gateway.PostAsync(RawRequest.ChatPath, Body($"up/{model}", $"\"tools\":[{{\"type\":\"function\",\"function\":{{\"name\":\"f\",\"parameters\":{schema}}}}}]"));

            ((int)response.StatusCode).ShouldBeInRange(200, 499, schema);
            started.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
            (await response.Content.ReadAsStringAsync()).Length.ShouldBeLessThan(1 << 20);
        }

        provider.Requests.ShouldAllBe(request => request.Body.Length < 1 << 20);
        elsewhere.Connections.ShouldBe(0);
    }

    [Theory]
    [InlineData(Dialect.OpenAI, "gpt-4o-mini")]
    [InlineData(Dialect.Anthropic, "claude-haiku-4-5")]
    [InlineData(Dialect.Gemini, "gemini-2.5-flash")]
    public async Task The_gateway_fetches_no_image(Dialect dialect, string model)
    {
        await using var inside = RawServer.Answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno");
        await using var provider = await FakeProvider.StartAsync(dialect);
        await using var gateway = await TestGateway.StartAsync(Config.For(provider));
        foreach (var address in (string[])[$"http://127.0.0.1:{inside.Port}/a.png", $"http://localhost:{inside.Port}/a.png", $"http://[::ffff:127.0.0.1]:{inside.Port}/", $"http://2130706433:{inside.Port}/", "file:///etc/passwd"])
        {
            var content = JsonSerializer.Serialize(new object[] { new { type = "text", text = "What is it?" }, new { type = "image_url", image_url = new { url = address } } });

            var response = await gateway.PostAsync(RawRequest.ChatPath, $"{{\"model\":\"up/{model}\",\"messages\":[{{\"role\":\"user\",\"content\":{content}}}]}}");

            ((int)response.StatusCode).ShouldBeInRange(200, 499, address);
            (await response.Content.ReadAsStringAsync()).ShouldNotContain("root:");
        }

        inside.Connections.ShouldBe(0);
        provider.Requests.ShouldAllBe(request => !request.BodyText.Contains("root:", StringComparison.Ordinal));
    }

    /// <summary>Definitions that each use the next one twice: two to the power of the depth, if somebody wrote them out.</summary>
    private static string Fan(int depth)
    {
        var definitions = new StringBuilder();
        for (var i = 0; i < depth; i++)
        {
            definitions.Append($"\"d{i}\":{{\"type\":\"object\",\"properties\":{{\"a\":{{\"$ref\":\"#/$defs/d{i + 1}\"}},\"b\":{{\"$ref\":\"#/$defs/d{i + 1}\"}}}}}},");
        }

        return $"{{\"$defs\":{{{definitions}\"d{depth}\":{{\"type\":\"string\"}}}},\"type\":\"object\",\"properties\":{{\"x\":{{\"$ref\":\"#/$defs/d0\"}}}}}}";
    }

    private static string Body(string model, string field) => $"{{\"model\":\"{model}\",\"messages\":[{{\"role\":\"user\",\"content\":\"Hi\"}}],{field}}}";
}
