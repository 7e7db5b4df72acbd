using System.Net;
using System.Text.Json;
using AiGateway.Fakes;
using AiGateway.Tests.Hosting;
using AiGateway.Tests.Promises;

namespace AiGateway.Tests.Authentication;

/// <summary>Keys are configured: who has one is served what it allows, and who has none is not.</summary>
public sealed class VirtualKeyTests : IAsyncLifetime
{
    private const string Ops = "oQ7vT2xW9pLs4ZzR8mYb3nHc";
    private const string Shop = "sQ7vT2xW9pLs4ZzR8mYb3nHc";
    private const string Off = "fQ7vT2xW9pLs4ZzR8mYb3nHc";
    private const string FromEnvironment = "eQ7vT2xW9pLs4ZzR8mYb3nHc";

    private static readonly string[] Carriers = ["Authorization: Bearer ", "x-api-key: ", "api-key: ", "x-goog-api-key: ", "authorization: bearer "];

    private FakeProvider _provider = null!;
    private TestGateway _gateway = null!;

    public static TheoryData<string, string> Surfaces => new()
    {
        { "POST /v1/chat/completions", "Authorization" },
        { "POST /v1/chat/completions", "x-api-key" },
        { "POST /v1/chat/completions", "api-key" },
        { "POST /v1/chat/completions", "x-goog-api-key" },
        { "POST /v1/embeddings", "Authorization" },
        { "POST /v1/embeddings", "x-api-key" },
        { "POST /v1/embeddings", "api-key" },
        { "POST /v1/embeddings", "x-goog-api-key" },
        { "GET /v1/models", "Authorization" },
        { "GET /v1/models", "x-api-key" },
        { "GET /v1/models", "api-key" },
        { "GET /v1/models", "x-goog-api-key" },
        { "GET /v1/models/fast", "Authorization" },
        { "GET /v1/models/fast", "x-api-key" },
        { "GET /v1/models/fast", "api-key" },
        { "GET /v1/models/fast", "x-goog-api-key" },
    };

    public async Task InitializeAsync()
    {
        _provider = await FakeProvider.StartAsync(Dialect.OpenAI);
        _gateway = await TestGateway.StartAsync(Configuration(withOps: true), new Dictionary<string, string>(StringComparer.Ordinal) { ["AIGATEWAY_KEY"] = FromEnvironment });
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Surfaces))]
    public async Task Every_surface_takes_the_key_from_every_header(string surface, string header)
    {
        (await SendAsync(surface, header, Ops)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await SendAsync(surface, header, FromEnvironment)).StatusCode.ShouldBe(HttpStatusCode.OK);
        var before = _provider.HeadsSeen;

        await (await SendAsync(surface, header, Off)).ShouldBeRefusedAsync(401, "key_disabled");
        await (await SendAsync(surface, header, "nobody")).ShouldBeRefusedAsync(401, "invalid_api_key");
        await (await SendAsync(surface, "x-other", Ops)).ShouldBeRefusedAsync(401);
        _provider.HeadsSeen.ShouldBe(before);
    }

    [Theory]
    [InlineData("fast", 200)]
    [InlineData("gpt-4o-mini", 200)]
    [InlineData("up/gpt-4o", 403)]
    [InlineData("slow", 403)]
    [InlineData("nothing", 404)]
    [InlineData("FAST", 404)]
    public async Task A_key_with_a_list_may_use_what_is_on_it(string model, int status)
    {
        var response = await _gateway.ChatAsync(model, "Hi", false, ("x-api-key", Shop));

        if (status == 200)
        {
            ((int)response.StatusCode).ShouldBe(200, await response.Content.ReadAsStringAsync());
            return;
        }

        var error = await response.ShouldBeRefusedAsync(status, status == 403 ? "model_not_allowed" : "model_not_found");
        error.GetProperty("param").GetString().ShouldBe("model");
        _provider.HeadsSeen.ShouldBe(0);
    }

    [Fact]
    public async Task The_list_of_models_is_what_the_key_may_use()
    {
        (await NamesAsync(Ops)).Where(id => id?.StartsWith("mock/", StringComparison.Ordinal) != true).ShouldBe(["fast", "gpt-4o-mini", "slow"], ignoreOrder: true);
        (await NamesAsync(Shop)).ShouldBe(["fast", "gpt-4o-mini"], ignoreOrder: true);

        (await SendAsync("GET /v1/models/fast", "api-key", Shop)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await (await SendAsync("GET /v1/models/slow", "api-key", Shop)).ShouldBeRefusedAsync(404, "model_not_found");
        (await SendAsync("GET /v1/models/slow", "api-key", Ops)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_key_that_a_reload_takes_away_is_refused_from_the_next_request_on_and_a_new_one_is_taken()
    {
        (await _gateway.ChatAsync("fast", "Hi", false, ("api-key", Ops))).StatusCode.ShouldBe(HttpStatusCode.OK);

        await File.WriteAllTextAsync(_gateway.ConfigFile, JsonSerializer.Serialize(Configuration(withOps: false)));
        await _gateway.WaitForLogAsync("is in force", 20);

        await (await _gateway.ChatAsync("fast", "Hi", false, ("api-key", Ops))).ShouldBeRefusedAsync(401, "invalid_api_key");
        (await _gateway.ChatAsync("fast", "Hi", false, ("api-key", Ops[..^1] + "d"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await _gateway.ChatAsync("fast", "Hi", false, ("api-key", Shop))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task With_a_key_an_unknown_path_is_404_and_a_wrong_method_405_and_without_one_both_are_401()
    {
        await (await SendAsync("POST /v1/unknown", "api-key", Ops)).ShouldBeRefusedAsync(404, "unknown_url");
        await (await SendAsync("GET /v1/chat/completions", "api-key", Ops)).ShouldBeRefusedAsync(405, "method_not_allowed");
        await (await SendAsync("POST /v1/unknown", "x-other", Ops)).ShouldBeRefusedAsync(401);
        await (await SendAsync("GET /v1/chat/completions", "x-other", Ops)).ShouldBeRefusedAsync(401);
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task Health_needs_no_key_and_tells_no_more_than_that(string path)
    {
        var response = await _gateway.Client.GetAsync(path);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.JsonAsync()).EnumerateObject().Select(p => p.Name).ShouldBe(path.EndsWith("live", StringComparison.Ordinal) ? ["status"] : ["status", "config"]);
    }

    [Fact]
    public async Task The_log_names_the_key_by_its_id()
    {
        var response = await _gateway.ChatAsync("fast", "Hi", false, ("Authorization", $"Bearer {Shop}"));
        var byVariable = await _gateway.ChatAsync("fast", "Hi", false, ("Authorization", $"Bearer {FromEnvironment}"));

        (await _gateway.WaitForRequestLogAsync(response)).ShouldContain("Key=shop");
        (await _gateway.WaitForRequestLogAsync(byVariable)).ShouldContain("Key=AIGATEWAY_KEY");
        _gateway.LogLines.ShouldNotContain(line => line.Contains(Shop, StringComparison.Ordinal) || line.Contains(FromEnvironment, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_caller_on_this_machine_needs_a_key_like_everybody_else()
    {
        foreach (var carrier in Carriers)
        {
            var response = await _gateway.ChatAsync("fast", "Hi", false, (carrier.Split(':')[0], carrier.Split(": ")[1] + Ops));

            response.StatusCode.ShouldBe(HttpStatusCode.OK, carrier);
        }

        await (await _gateway.ChatAsync("fast")).ShouldBeRefusedAsync(401);
    }

    private async Task<IEnumerable<string?>> NamesAsync(string key)
    {
        var list = await (await SendAsync("GET /v1/models", "x-api-key", key)).JsonAsync();
        return list.GetProperty("data").EnumerateArray().Select(m => m.GetProperty("id").GetString());
    }

    private Task<HttpResponseMessage> SendAsync(string surface, string header, string key)
    {
        var (method, path) = (surface.Split(' ')[0], surface.Split(' ')[1]);
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method == "POST")
        {
            request.Content = new StringContent(
                path.EndsWith("embeddings", StringComparison.Ordinal)
                    ? """{"model":"up/text-embedding-3-small","input":"Hi"}"""
                    : """{"model":"fast","messages":[{"role":"user","content":"Hi"}]}""",
                System.Text.Encoding.UTF8,
                "application/json");
        }

        request.Headers.TryAddWithoutValidation(header, header == "Authorization" ? $"Bearer {key}" : key);
        return _gateway.Client.SendAsync(request);
    }

    private object Configuration(bool withOps) => new
    {
        Gateway = new
        {
            Providers = new { up = Config.Provider(_provider) },
            Models = new Dictionary<string, string> { ["fast"] = "up/gpt-4o-mini", ["slow"] = "up/gpt-4o", ["gpt-4o-mini"] = "up/gpt-4o-mini" },
            VirtualKeys = new
            {
                ops = withOps ? Ops : Ops[..^1] + "d",
                shop = new { Value = Shop, Models = new[] { "fast", "gpt-*" } },
                off = new { Value = Off, Enabled = false },
            },
        },
    };
}
