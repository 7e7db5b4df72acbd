using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Observability;

/// <summary>What really stands on standard output: every line whole, a line for every request, and nothing in it that was confided.</summary>
public sealed partial class LogOutputTests : IAsyncLifetime
{
    private const string GatewayKey = "canary-gateway-kQ7vT2xW9pLs4ZzR8";

    private FakeProvider _provider = null!;

    public async Task InitializeAsync() => _provider = await FakeProvider.StartAsync(Dialect.OpenAI);

    public async Task DisposeAsync() => await _provider.DisposeAsync();

    [Fact]
    public async Task As_JSON_every_line_is_an_object_and_a_request_has_its_fields()
    {
        await using var process = GatewayProcess.Start(Configuration("Json"));
        using var client = new HttpClient { BaseAddress = await process.WaitForAddressAsync() };
        _provider.Next(FakeAnswer.Text("Good ", "day").WithUsage(7, 3)).Always(Fault.Status(500));

        var good = await SendAsync(client, "up/gpt-4o-mini", stream: true);
        var bad = await SendAsync(client, "up/gpt-4o-mini", stream: false);

        var served = await LineAsync(process, good);
        served.GetProperty("Level").GetString().ShouldBe("Information");
        var fields = served.GetProperty("Properties");
        fields.GetProperty("Surface").GetString().ShouldBe("/v1/chat/completions");
        fields.GetProperty("Status").GetInt32().ShouldBe(200);
        fields.GetProperty("RequestId").GetString().ShouldBe(good.Header("x-request-id"));
        fields.GetProperty("Key").GetString().ShouldBe("tester");
        fields.GetProperty("User").GetString().ShouldBe("somebody");
        fields.GetProperty("Tags").GetString().ShouldBe("a,b");
        fields.GetProperty("Model").GetString().ShouldBe("up/gpt-4o-mini");
        fields.GetProperty("Provider").GetString().ShouldBe("up");
        fields.GetProperty("ServedModel").GetString().ShouldBe("gpt-4o-mini");
        fields.GetProperty("Stream").GetBoolean().ShouldBeTrue();
        fields.GetProperty("Attempts").GetInt32().ShouldBe(1);
        fields.GetProperty("UpstreamStatus").GetInt32().ShouldBe(200);
        fields.GetProperty("Config").GetString().ShouldBe(good.Header("x-aigateway-config"));
        fields.GetProperty("TotalMs").GetDouble().ShouldBeGreaterThan(0);
        fields.GetProperty("FirstMs").GetDouble().ShouldBeLessThanOrEqualTo(fields.GetProperty("TotalMs").GetDouble());
        fields.GetProperty("GatewayMs").GetDouble().ShouldBeLessThanOrEqualTo(fields.GetProperty("TotalMs").GetDouble());

        var failed = await LineAsync(process, bad);
        failed.GetProperty("Level").GetString().ShouldBe("Warning");
        failed.GetProperty("Properties").GetProperty("Status").GetInt32().ShouldBe(500);
        failed.GetProperty("Properties").GetProperty("UpstreamStatus").GetInt32().ShouldBe(500);
        failed.GetProperty("Properties").GetProperty("Error").GetString().ShouldNotBeNullOrEmpty();

        await process.TerminateAsync();
        (await process.WaitForExitAsync()).ShouldBe(0);
        process.Output.ShouldNotBeEmpty();
        foreach (var line in process.Output)
        {
            JsonElement.Parse(line).ValueKind.ShouldBe(JsonValueKind.Object, line);
        }
    }

    [Fact]
    public async Task As_text_a_request_is_one_line_with_its_facts()
    {
        await using var process = GatewayProcess.Start(Configuration("Console"));
        using var client = new HttpClient { BaseAddress = await process.WaitForAddressAsync() };
        _provider.Next(FakeAnswer.Text("Good day").WithUsage(7, 3));

        var response = await SendAsync(client, "up/gpt-4o-mini", stream: false);

        var line = await process.WaitForLineAsync(response.Header("x-request-id")!);
        Text().IsMatch(line).ShouldBeTrue(line);
        line.ShouldContain(" Key=tester User=somebody Tags=a,b Model=up/gpt-4o-mini Provider=up ServedModel=gpt-4o-mini Attempts=1 UpstreamStatus=200 PromptTokens=7 CompletionTokens=3 ");
    }

    [Theory]
    [InlineData("Json")]
    [InlineData("Console")]
    public async Task Nothing_confided_is_in_any_line(string format)
    {
        await using var process = GatewayProcess.Start(Configuration(format));
        using var client = new HttpClient { BaseAddress = await process.WaitForAddressAsync() };
        // The refused key comes last, since it rests from then on.
        Answer[] answers =
        [
            FakeAnswer.Text("canary-", "answer"), FakeAnswer.Text("canary-", "answer"), FakeAnswer.ToolCall("f", "{\"a\":\"canary-argument\"}"),
            Fault.Error(400, "canary-error: your prompt said canary-prompt"), Fault.Error(500, "canary-error"), Fault.Body(200, "canary-broken{"), FakeAnswer.Text("canary-answer").CutAfter(1), FakeAnswer.Text("canary-answer").MalformedAt(1), Fault.KeyEcho(401),
        ];

        HttpResponseMessage last = null!;
        for (var i = 0; i < answers.Length; i++)
        {
            _provider.Always(answers[i]);
            last = await SendAsync(client, "up/gpt-4o-mini", stream: i is 1 or 6 or 7);
        }

        await SendRawAsync(client, "{\"model\":\"up/gpt-4o-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"canary-prompt\"}");
        await SendRawAsync(client, "{\"model\":\"up/gpt-4o-mini\",\"messages\":\"canary-prompt\"}");
        using var wrong = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions?key=canary-query") { Content = JsonContent.Create(new { }) };
        wrong.Headers.Add("x-api-key", "canary-wrong-key");
        await client.SendAsync(wrong);
        await process.WaitForLineAsync(last.Header("x-request-id")!);
        await process.TerminateAsync();
        (await process.WaitForExitAsync()).ShouldBe(0);

        _provider.Requests.Count.ShouldBeGreaterThanOrEqualTo(9);
        foreach (var line in process.Output.Concat(process.Errors))
        {
            line.ShouldNotContain("canary", Case.Insensitive);
            line.ShouldNotContain(_provider.Key);
        }
    }

    [Fact]
    public async Task Without_request_lines_a_request_leaves_none()
    {
        await using var quiet = await TestGateway.StartAsync(new
        {
            Gateway = new { Providers = new { up = Config.Provider(_provider) }, Log = new { Requests = false } },
            ReverseProxy = new
            {
                Routes = new { own = new { ClusterId = "own", Match = new { Path = "/own" } } },
                Clusters = new { own = new { Destinations = new { only = new { Address = "http://127.0.0.1:1/" } } } },
            },
        });

        var response = await quiet.ChatAsync("up/gpt-4o-mini");
        await quiet.Client.GetAsync("/own");

        response.Header("x-request-id").ShouldNotBeNull();
        quiet.LogLines.ShouldNotContain(line => line.Contains(response.Header("x-request-id")!, StringComparison.Ordinal) || line.Contains("/own", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(200, "Information")]
    [InlineData(404, "Information")]
    [InlineData(429, "Information")]
    [InlineData(500, "Warning")]
    [InlineData(503, "Warning")]
    public async Task The_level_follows_the_status(int status, string level)
    {
        await using var gateway = await TestGateway.StartAsync(Config.For(_provider));
        _provider.Always(status switch
        {
            200 => FakeAnswer.Text("Hi"),
            429 => Fault.RateLimited(3600),
            _ => Fault.Status(status),
        });

        var response = await gateway.ChatAsync("up/gpt-4o-mini");

        ((int)response.StatusCode).ShouldBe(status);
        (await gateway.WaitForRequestLogAsync(response)).ShouldStartWith($"{level}: /v1/chat/completions {status} ");
    }

    private static async Task<JsonElement> LineAsync(GatewayProcess process, HttpResponseMessage response) =>
        JsonElement.Parse(await process.WaitForLineAsync(response.Header("x-request-id")!));

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, string model, bool stream)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions")
        {
            Content = JsonContent.Create(new
            {
                model,
                stream,
                messages = new[] { new { role = "system", content = "canary-system" }, new { role = "user", content = "canary-prompt" } },
                tools = new[] { new { type = "function", function = new { name = "f", description = "canary-tool" } } },
            }),
        };
        request.Headers.Add("Authorization", $"Bearer {GatewayKey}");
        request.Headers.Add("x-aigateway-user", "somebody");
        request.Headers.Add("x-aigateway-tags", "a,b");
        return await client.SendAsync(request);
    }

    private static async Task SendRawAsync(HttpClient client, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json") };
        request.Headers.Add("Authorization", $"Bearer {GatewayKey}");
        (await client.SendAsync(request)).StatusCode.ShouldBe(System.Net.HttpStatusCode.BadRequest);
    }

    private object Configuration(string format) => new
    {
        Gateway = new { Cooldown = new { Failures = 1000 }, Providers = new { up = Config.Provider(_provider) }, VirtualKeys = new { tester = GatewayKey }, Log = new { Format = format } },
    };

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} INF /v1/chat/completions 200 req_[0-9a-f]{32} ")]
    private static partial Regex Text();
}
