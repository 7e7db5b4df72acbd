using System.Net;
using System.Text;
using System.Text.Json;
using AiGateway.Providers.Mock;

namespace AiGateway.Tests.Providers.Mock;

public sealed class MockErrorTests : IDisposable
{
    private readonly MockClient _mock = new();

    public void Dispose() => _mock.Dispose();

    [Theory]
    [InlineData(400, "invalid_request_error", null)]
    [InlineData(401, "invalid_request_error", "invalid_api_key")]
    [InlineData(402, "insufficient_quota", "insufficient_quota")]
    [InlineData(403, "insufficient_permissions", null)]
    [InlineData(404, "invalid_request_error", "model_not_found")]
    [InlineData(422, "invalid_request_error", null)]
    [InlineData(429, "requests", "rate_limit_exceeded")]
    [InlineData(500, "server_error", null)]
    [InlineData(503, "server_error", null)]
    [InlineData(529, "server_error", null)]
    public async Task Status_is_answered_in_openais_shape(int status, string type, string? code)
    {
        foreach (var extra in new[] { "", ""","stream":true""" })
        {
            var error = await _mock.ErrorAsync(MockClient.Chat($"error-{status}", "x", extra), status);

            error.EnumerateObject().Select(static field => field.Name).ShouldBe(["message", "type", "param", "code"]);
            error.GetProperty("type").GetString().ShouldBe(type);
            error.GetProperty("code").GetString().ShouldBe(code);
        }
    }

    [Fact]
    public async Task Rate_limit_says_when_to_come_again()
    {
        using var response = await _mock.ChatAsync("rate-limit", "x");

        response.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        response.Headers.GetValues("retry-after").ShouldBe(["1"]);
    }

    [Fact]
    public async Task Every_answer_has_a_request_id_of_its_own()
    {
        using var first = await _mock.ChatAsync("echo", "x");
        using var second = await _mock.ChatAsync("error-500", "x");

        first.Headers.GetValues("x-request-id").Single().ShouldNotBe(second.Headers.GetValues("x-request-id").Single());
    }

    [Fact]
    public async Task Refusal_is_a_failed_connection() =>
        (await Should.ThrowAsync<HttpRequestException>(() => _mock.ChatAsync("refuse", "x"))).HttpRequestError.ShouldBe(HttpRequestError.ConnectionError);

    [Theory]
    [InlineData("chat/completions")]
    [InlineData("embeddings")]
    public async Task Silence_lasts_until_the_call_is_given_up(string path)
    {
        var time = new StepTime();
        using var mock = new MockClient(time);
        using var gone = new CancellationTokenSource();
        var call = mock.SendAsync(path, MockClient.Chat("silent", "x"), gone.Token);
        time.Advance(TimeSpan.FromDays(30));
        await Task.Delay(50);
        call.IsCompleted.ShouldBeFalse();

        await gone.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(call);
    }

    [Fact]
    public async Task Call_given_up_beforehand_is_not_answered()
    {
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => _mock.ChatAsync("echo", "x", "", gone.Token));
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("[]", null)]
    [InlineData("{\"model\":\"echo\",", null)]
    [InlineData("""{"model":"echo","model":"slow","messages":[]}""", null)]
    [InlineData("""{"messages":[{"role":"user","content":"x"}]}""", "model")]
    [InlineData("""{"model":7}""", "model")]
    [InlineData("""{"model":"echo"}""", "messages")]
    [InlineData("""{"model":"echo","messages":[]}""", "messages")]
    [InlineData("""{"model":"echo","messages":"x"}""", "messages")]
    [InlineData("""{"model":"echo","messages":[{"role":"king","content":"x"}]}""", "messages[0].role")]
    [InlineData("""{"model":"echo","messages":[{"role":"user"}]}""", "messages[0].content")]
    [InlineData("""{"model":"echo","messages":[{"role":"user","content":[{"type":"smell"}]}]}""", "messages[0].content[0].type")]
    [InlineData("""{"model":"echo","messages":[{"role":"user","content":"x"}],"n":0}""", "n")]
    [InlineData("""{"model":"echo","messages":[{"role":"user","content":"x"}],"n":129}""", "n")]
    [InlineData("""{"model":"echo","messages":[{"role":"user","content":"x"}],"response_format":{"type":"json_schema","json_schema":{"name":"a","schema":{"type":"nothing"}}}}""", "response_format.json_schema.schema")]
    [InlineData("""{"model":"echo","messages":[{"role":"user","content":"\ud800"}]}""", null)]
    [InlineData("""{"model":"echo","messages":[{"role":"user","content":"call a"}],"tools":[{"type":"function","function":{"name":"a","parameters":{"type":"object","required":["\ud800"]}}}]}""", null)]
    public async Task What_cannot_be_right_is_refused(string body, string? param)
    {
        var error = await _mock.ErrorAsync(body, 400);

        error.GetProperty("type").GetString().ShouldBe("invalid_request_error");
        error.GetProperty("param").GetString().ShouldBe(param);
    }

    [Fact]
    public async Task Body_over_the_limit_is_refused() =>
        (await _mock.ErrorAsync(MockClient.Chat("echo", new string('x', MockHandler.MaxBodyBytes)), 413)).GetProperty("type").GetString().ShouldBe("invalid_request_error");

    [Fact]
    public async Task Chat_with_the_embedding_model_is_refused() =>
        (await _mock.ErrorAsync(MockClient.Chat("embed", "x"), 404)).GetProperty("code").GetString().ShouldBe("model_not_found");

    [Theory]
    [InlineData("GET", "/v1/chat/completions")]
    [InlineData("POST", "/v1/completions")]
    [InlineData("POST", "/chat/completions")]
    public async Task Other_addresses_are_not_found(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"http://mock.invalid{path}") { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
        using var response = await _mock.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("error").GetProperty("message").GetString()!.ShouldContain(path);
    }
}
