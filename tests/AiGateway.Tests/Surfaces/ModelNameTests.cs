using System.Net;
using AiGateway.Fakes;
using AiGateway.Fakes.Raw;
using AiGateway.Tests.Hosting;
using AiGateway.Tests.Promises;

namespace AiGateway.Tests.Surfaces;

/// <summary>What names there are, which provider's model each leads to, and how the list and its entries show them.</summary>
public sealed class ModelNameTests : IAsyncLifetime
{
    private static readonly string[] Served = ["gpt-4o-mini", "gpt-4o", "gpt-4o-2024", "llama3:8b", "openai/gpt-4o", "turbo-fast", "deep/est/name"];

    private FakeProvider _one = null!;
    private FakeProvider _two = null!;
    private TestGateway _gateway = null!;

    public async Task InitializeAsync()
    {
        _one = await FakeProvider.StartAsync(Dialect.OpenAI);
        _two = await FakeProvider.StartAsync(Dialect.OpenAI);
        foreach (var model in Served)
        {
            _one.Models.Add(model);
            _two.Models.Add(model);
        }

        _gateway = await TestGateway.StartAsync(Configuration(allowDirect: true));
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _one.DisposeAsync();
        await _two.DisposeAsync();
    }

    [Theory]
    // An exact name wins over patterns, the longest text before the star over shorter ones.
    [InlineData("gpt-4o", "two", "gpt-4o-mini")]
    [InlineData("gpt-4o-mini", "one", "gpt-4o-mini")]
    [InlineData("gpt-4o-2024", "two", "gpt-4o-2024")]
    [InlineData("my-4o", "one", "gpt-4o")]
    [InlineData("fast-turbo", "one", "turbo-fast")]
    // A name with a colon or with slashes.
    [InlineData("llama3:8b", "two", "llama3:8b")]
    [InlineData("team/fast", "one", "gpt-4o-mini")]
    // Direct: the first slash ends the provider, whose name is case-insensitive; the model's is sent as it is.
    [InlineData("one/gpt-4o", "one", "gpt-4o")]
    [InlineData("TWO/gpt-4o", "two", "gpt-4o")]
    [InlineData("one/openai/gpt-4o", "one", "openai/gpt-4o")]
    [InlineData("two/deep/est/name", "two", "deep/est/name")]
    [InlineData("two/llama3:8b", "two", "llama3:8b")]
    public async Task A_name_leads_to_a_provider_and_to_its_models_name(string asked, string provider, string upstream)
    {
        var response = await _gateway.ChatAsync(asked);

        ((int)response.StatusCode).ShouldBe(200, await response.Content.ReadAsStringAsync());
        response.Header("x-aigateway-provider").ShouldBe(provider);
        response.Header("x-aigateway-model").ShouldBe(upstream);
        (await (provider == "one" ? _one : _two).WaitForRequestAsync()).Json.GetProperty("model").GetString().ShouldBe(upstream);
        (provider == "one" ? _two : _one).HeadsSeen.ShouldBe(0);
    }

    [Theory]
    [InlineData("GPT-4o")]
    [InlineData("Gpt-4o-mini")]
    [InlineData("LLAMA3:8b")]
    [InlineData("team/FAST")]
    [InlineData("my")]
    [InlineData("three/gpt-4o")]
    [InlineData("one")]
    [InlineData("one/")]
    public async Task A_name_that_is_spelt_otherwise_is_not_there(string asked)
    {
        await (await _gateway.ChatAsync(asked)).ShouldBeRefusedAsync(404, "model_not_found");
        (await _gateway.Client.GetAsync($"/v1/models/{asked}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (_one.HeadsSeen + _two.HeadsSeen).ShouldBe(0);
    }

    [Fact]
    public async Task Without_direct_models_only_configured_names_are_there()
    {
        await using var closed = await TestGateway.StartAsync(Configuration(allowDirect: false));

        foreach (var name in (string[])["one/gpt-4o", "two/llama3:8b", "mock/echo"])
        {
            await (await closed.ChatAsync(name)).ShouldBeRefusedAsync(404, "model_not_found");
            (await closed.Client.GetAsync($"/v1/models/{name}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }

        (await closed.ChatAsync("team/fast")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await IdsAsync(closed)).ShouldNotContain("mock/echo");
    }

    [Fact]
    public async Task The_list_has_every_name_but_patterns_in_OpenAIs_shape()
    {
        var list = await (await _gateway.Client.GetAsync("/v1/models")).JsonAsync();

        list.EnumerateObject().Select(p => p.Name).ShouldBe(["object", "data"]);
        list.GetProperty("object").GetString().ShouldBe("list");
        (await IdsAsync(_gateway)).Where(id => id?.StartsWith("mock/", StringComparison.Ordinal) != true).ShouldBe(["both", "gpt-4o", "llama3:8b", "team/fast"], ignoreOrder: true);
        foreach (var model in list.GetProperty("data").EnumerateArray())
        {
            model.EnumerateObject().Select(p => p.Name).ShouldBe(["id", "object", "created", "owned_by"]);
            model.GetProperty("object").GetString().ShouldBe("model");
            DateTimeOffset.FromUnixTimeSeconds(model.GetProperty("created").GetInt64()).ShouldBe(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(5));
        }

        Owner("llama3:8b").ShouldBe("two");
        Owner("both").ShouldBe("aigateway");

        string? Owner(string id) => list.GetProperty("data").EnumerateArray().Single(m => m.GetProperty("id").GetString() == id).GetProperty("owned_by").GetString();
    }

    [Theory]
    [InlineData("/v1/models/gpt-4o", "gpt-4o")]
    [InlineData("/v1/models/llama3:8b", "llama3:8b")]
    [InlineData("/v1/models/llama3%3A8b", "llama3:8b")]
    [InlineData("/v1/models/team/fast", "team/fast")]
    [InlineData("/v1/models/team%2Ffast", "team/fast")]
    [InlineData("/v1/models/team%2ffast", "team/fast")]
    [InlineData("/v1/models/one/openai/gpt-4o", "one/openai/gpt-4o")]
    [InlineData("/v1/models/one%2Fopenai%2Fgpt-4o", "one/openai/gpt-4o")]
    [InlineData("/v1/models/gpt-4o-mini", "gpt-4o-mini")]
    [InlineData("/v1/models/mock/echo", "mock/echo")]
    public async Task An_entry_is_found_by_its_name_escaped_or_not(string path, string id)
    {
        var answer = await RawClient.SendAsync(_gateway.BaseUrl.Port, RawRequest.Get(path, "Connection: close"));

        answer.Status.ShouldBe(200, answer.BodyText);
        System.Text.Json.JsonElement.Parse(answer.Body).GetProperty("id").GetString().ShouldBe(id);
    }

    [Theory]
    [InlineData("/v1/models/nothing")]
    [InlineData("/v1/models/team")]
    [InlineData("/v1/models/one%2F..%2F..%2Fadmin")]
    [InlineData("/v1/models/%20")]
    [InlineData("/v1/models/one%2F")]
    [InlineData("/v1/models/my-%0d%0ax")]
    public async Task Any_other_is_not_there(string path)
    {
        var answer = await RawClient.SendAsync(_gateway.BaseUrl.Port, RawRequest.Get(path, "Connection: close"));

        answer.ShouldBeRefused(404, "model_not_found");
    }

    private static async Task<IEnumerable<string?>> IdsAsync(TestGateway gateway) =>
        (await (await gateway.Client.GetAsync("/v1/models")).JsonAsync()).GetProperty("data").EnumerateArray().Select(m => m.GetProperty("id").GetString());

    private object Configuration(bool allowDirect) => new
    {
        Gateway = new
        {
            AllowDirectModels = allowDirect,
            Providers = new { one = Config.Provider(_one), two = Config.Provider(_two) },
            Models = new Dictionary<string, object>
            {
                ["gpt-*"] = "one/*",
                ["gpt-4o-*"] = "two/*",
                ["gpt-4o-m*"] = "one/*",
                ["gpt-4o"] = "two/gpt-4o-mini",
                ["my-*"] = "one/gpt-*",
                ["fast-*"] = "one/*-fast",
                ["llama"] = new { Name = "llama3:8b", Targets = new[] { "two/llama3:8b" } },
                ["team/fast"] = "one/gpt-4o-mini",
                ["both"] = new { Targets = new[] { "one/gpt-4o", "two/gpt-4o" } },
            },
        },
    };
}
