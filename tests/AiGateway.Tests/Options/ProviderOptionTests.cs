using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Options;

/// <summary>What each field of a provider changes.</summary>
public sealed class ProviderOptionTests : IAsyncLifetime
{
    private FakeProvider _openai = null!;
    private FakeProvider _other = null!;

    public async Task InitializeAsync()
    {
        _openai = await FakeProvider.StartAsync(Dialect.OpenAI);
        _other = await FakeProvider.StartAsync(Dialect.OpenAI);
    }

    public async Task DisposeAsync()
    {
        await _openai.DisposeAsync();
        await _other.DisposeAsync();
    }

    [Fact]
    [Proves("Gateway:Providers:*:Type")]
    public async Task Type_is_how_a_provider_is_spoken_to()
    {
        await using var anthropic = await FakeProvider.StartAsync(Dialect.Anthropic);
        await using var gateway = await GatewayAsync(new
        {
            a = new { Type = "Anthropic", BaseUrl = anthropic.BaseUrl.AbsoluteUri, ApiKeys = new[] { anthropic.Key }, AllowPrivateNetwork = true },
            o = new { Type = "OpenAI", BaseUrl = anthropic.BaseUrl.AbsoluteUri, ApiKeys = new[] { anthropic.Key }, AllowPrivateNetwork = true },
        });

        (await gateway.ChatAsync("a/claude-haiku-4-5")).IsSuccessStatusCode.ShouldBeTrue();
        (await gateway.ChatAsync("o/claude-haiku-4-5")).IsSuccessStatusCode.ShouldBeFalse();

        anthropic.Requests.Select(r => r.Path).ShouldBe(["/v1/messages", "/chat/completions"]);
    }

    [Fact]
    [Proves("Gateway:Providers:*:BaseUrl")]
    public async Task BaseUrl_is_where_it_is()
    {
        await using var gateway = await GatewayAsync(new { one = Config.Provider(_openai), two = Config.Provider(_other) });

        (await gateway.ChatAsync("two/gpt-4o-mini")).IsSuccessStatusCode.ShouldBeTrue();
        (_openai.HeadsSeen, _other.HeadsSeen).ShouldBe((0, 1));
        (await gateway.ChatAsync("one/gpt-4o-mini")).IsSuccessStatusCode.ShouldBeTrue();
        (_openai.HeadsSeen, _other.HeadsSeen).ShouldBe((1, 1));
    }

    [Fact]
    [Proves("Gateway:Providers:*:ApiKeys:*:Value")]
    public async Task A_keys_value_is_what_it_is_authorised_with()
    {
        _openai.AcceptedKeys.Add("second-upstream-key");
        await using var gateway = await GatewayAsync(new
        {
            one = Provider(new { ApiKeys = new[] { _openai.Key } }),
            two = Provider(new { ApiKeys = new object[] { new { Value = "second-upstream-key" } } }),
            none = Provider(new { ApiKeys = new[] { "unknown-upstream-key" } }),
        });

        (await gateway.ChatAsync("one/gpt-4o-mini")).IsSuccessStatusCode.ShouldBeTrue();
        (await gateway.ChatAsync("two/gpt-4o-mini")).IsSuccessStatusCode.ShouldBeTrue();
        (await (await gateway.ChatAsync("none/gpt-4o-mini")).ErrorCodeAsync()).ShouldBe("credentials_exhausted");

        _openai.Requests.Select(r => r.Key).ShouldBe([_openai.Key, "second-upstream-key", "unknown-upstream-key"]);
    }

    [Fact]
    [Proves("Gateway:Providers:*:ApiKeys:*:Weight")]
    public async Task A_keys_weight_is_its_share()
    {
        _openai.AcceptedKeys.Add("first-upstream-key");
        _openai.AcceptedKeys.Add("second-upstream-key");
        await using var gateway = await GatewayAsync(new { one = Weighted(1_000_000, 1), two = Weighted(1, 1_000_000) });

        for (var i = 0; i < 10; i++)
        {
            (await gateway.ChatAsync("one/gpt-4o-mini")).IsSuccessStatusCode.ShouldBeTrue();
        }

        _openai.Requests.ShouldAllBe(r => r.Key == "first-upstream-key");
        for (var i = 0; i < 10; i++)
        {
            (await gateway.ChatAsync("two/gpt-4o-mini")).IsSuccessStatusCode.ShouldBeTrue();
        }

        _openai.Requests.Skip(10).ShouldAllBe(r => r.Key == "second-upstream-key");

        object Weighted(int first, int second) =>
            Provider(new { ApiKeys = new[] { new { Value = "first-upstream-key", Weight = first }, new { Value = "second-upstream-key", Weight = second } } });
    }

    [Fact]
    [Proves("Gateway:Providers:*:Preset")]
    public async Task A_preset_is_what_is_known_of_a_vendor()
    {
        _openai.Strict = false;
        await using var gateway = await GatewayAsync(new { plain = Compatible(new { }), groq = Compatible(new { Preset = "groq" }) });
        const string Rest = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"logit_bias\":{\"7\":1}}";

        var kept = await gateway.PostAsync("/v1/chat/completions", "{\"model\":\"plain/gpt-4o-mini\"," + Rest);
        var dropped = await gateway.PostAsync("/v1/chat/completions", "{\"model\":\"groq/gpt-4o-mini\"," + Rest);

        kept.Header("x-aigateway-dropped").ShouldBeNull();
        dropped.Header("x-aigateway-dropped").ShouldBe("logit_bias");
        _openai.Requests[0].Json.TryGetProperty("logit_bias", out _).ShouldBeTrue();
        _openai.Requests[1].Json.TryGetProperty("logit_bias", out _).ShouldBeFalse();
    }

    [Fact]
    [Proves("Gateway:Providers:*:Headers")]
    public async Task Headers_go_along()
    {
        await using var gateway = await GatewayAsync(new
        {
            one = Provider(new { ApiKeys = new[] { _openai.Key } }),
            two = Provider(new { ApiKeys = new[] { _openai.Key }, Headers = new Dictionary<string, string> { ["x-team"] = "web", ["OpenAI-Project"] = "p" } }),
        });

        await gateway.ChatAsync("one/gpt-4o-mini");
        await gateway.ChatAsync("two/gpt-4o-mini");

        _openai.Requests[0].Header("x-team").ShouldBeNull();
        _openai.Requests[1].Header("x-team").ShouldBe("web");
        _openai.Requests[1].Header("openai-project").ShouldBe("p");
    }

    [Fact]
    [Proves("Gateway:Providers:*:AllowPrivateNetwork")]
    public async Task AllowPrivateNetwork_lets_it_be_on_this_machine()
    {
        TestGateway.RefusedStart(new { Gateway = new { Providers = new { up = Here(false) } } }).ShouldContain("AllowPrivateNetwork");

        await using var gateway = await GatewayAsync(new { up = Here(true) });
        (await gateway.ChatAsync("up/gpt-4o-mini")).IsSuccessStatusCode.ShouldBeTrue();
        _openai.HeadsSeen.ShouldBe(1);

        object Here(bool allowed) => new { Type = "OpenAI", BaseUrl = _openai.BaseUrl.AbsoluteUri, ApiKeys = new[] { _openai.Key }, AllowPrivateNetwork = allowed };
    }

    [Fact]
    [Proves("Gateway:Providers:*:HealthCheck")]
    public async Task HealthCheck_finds_out_that_it_is_gone_and_back_without_a_request()
    {
        _openai.When(request => request.Method == "GET", Fault.Status(503));
        await using var gateway = await GatewayAsync(new
        {
            one = Provider(new { ApiKeys = new[] { _openai.Key }, HealthCheck = "50ms" }),
            two = Config.Provider(_other),
        });

        await gateway.WaitForLogAsync("Provider one does not answer its health check");
        _openai.ResetScript();
        await gateway.WaitForLogAsync("Provider one answers its health check again");
        (await gateway.ChatAsync("one/gpt-4o-mini")).IsSuccessStatusCode.ShouldBeTrue();

        _openai.Requests.Where(request => request.Method == "POST").ShouldHaveSingleItem();
        _openai.Requests.Where(request => request.Method != "POST").ShouldAllBe(request => request.Method == "GET" && request.Path == "/v1/models");
        _other.HeadsSeen.ShouldBe(0);
    }

    private static Task<TestGateway> GatewayAsync(object providers) => TestGateway.StartAsync(new { Gateway = new { Providers = providers } });

    private Dictionary<string, object?> Provider(object more) => Merge("OpenAI", more);

    private Dictionary<string, object?> Compatible(object more) => Merge("OpenAICompatible", more, _openai.Key);

    private Dictionary<string, object?> Merge(string type, object more, params string[] keys)
    {
        var entry = new Dictionary<string, object?> { ["Type"] = type, ["BaseUrl"] = _openai.BaseUrl.AbsoluteUri, ["AllowPrivateNetwork"] = true };
        if (keys.Length > 0)
        {
            entry["ApiKeys"] = keys;
        }

        foreach (var property in more.GetType().GetProperties())
        {
            entry[property.Name] = property.GetValue(more);
        }

        return entry;
    }
}
