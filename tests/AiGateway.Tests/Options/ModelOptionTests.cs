using System.Net;
using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Options;

/// <summary>What each field of a model changes.</summary>
public sealed class ModelOptionTests : IAsyncLifetime
{
    private FakeProvider _one = null!;
    private FakeProvider _two = null!;

    public async Task InitializeAsync()
    {
        _one = await FakeProvider.StartAsync(Dialect.OpenAI);
        _two = await FakeProvider.StartAsync(Dialect.OpenAI);
    }

    public async Task DisposeAsync()
    {
        await _one.DisposeAsync();
        await _two.DisposeAsync();
    }

    [Fact]
    [Proves("Gateway:Models:*:Name")]
    public async Task Name_is_what_callers_ask_for()
    {
        await using var gateway = await GatewayAsync(new { key = new { Name = "llama3:8b", Targets = new[] { "one/gpt-4o-mini" } } });

        (await gateway.ChatAsync("llama3:8b")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await gateway.ChatAsync("key")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    [Proves("Gateway:Models:*:Targets:*:Model")]
    public async Task A_targets_model_is_who_answers_and_as_what()
    {
        await using var gateway = await GatewayAsync(new { a = "one/gpt-4o-mini", b = new { Targets = new[] { new { Model = "two/gpt-4o" } } } });

        (await gateway.ChatAsync("a")).Header("x-aigateway-model").ShouldBe("gpt-4o-mini");
        (await gateway.ChatAsync("b")).Header("x-aigateway-model").ShouldBe("gpt-4o");

        _one.Requests.ShouldHaveSingleItem().Json.GetProperty("model").GetString().ShouldBe("gpt-4o-mini");
        _two.Requests.ShouldHaveSingleItem().Json.GetProperty("model").GetString().ShouldBe("gpt-4o");
    }

    [Fact]
    [Proves("Gateway:Models:*:Targets:*:Weight")]
    public async Task A_targets_weight_is_its_share()
    {
        await using var gateway = await GatewayAsync(new { a = Weighted(1_000_000, 1), b = Weighted(1, 1_000_000) });

        for (var i = 0; i < 10; i++)
        {
            (await gateway.ChatAsync("a")).Header("x-aigateway-provider").ShouldBe("one");
            (await gateway.ChatAsync("b")).Header("x-aigateway-provider").ShouldBe("two");
        }

        static object Weighted(int one, int two) =>
            new { Targets = new[] { new { Model = "one/gpt-4o-mini", Weight = one }, new { Model = "two/gpt-4o-mini", Weight = two } } };
    }

    [Fact]
    [Proves("Gateway:Models:*:Targets:*:Tier")]
    public async Task A_targets_tier_is_its_turn()
    {
        await using var gateway = await GatewayAsync(new { a = Tiered(1, 2), b = Tiered(2, 1) });

        for (var i = 0; i < 8; i++)
        {
            (await gateway.ChatAsync("a")).Header("x-aigateway-provider").ShouldBe("one");
            (await gateway.ChatAsync("b")).Header("x-aigateway-provider").ShouldBe("two");
        }

        _one.Always(Fault.Status(500));
        (await gateway.ChatAsync("a")).Header("x-aigateway-provider").ShouldBe("two");

        static object Tiered(int one, int two) =>
            new { Targets = new[] { new { Model = "one/gpt-4o-mini", Tier = one }, new { Model = "two/gpt-4o-mini", Tier = two } } };
    }

    [Fact]
    [Proves("Gateway:Models:*:KeepAlive")]
    public async Task KeepAlive_fills_the_silence()
    {
        await using var gateway = await GatewayAsync(new
        {
            often = new { Targets = new[] { "one/gpt-4o-mini" }, KeepAlive = "50ms" },
            never = new { Targets = new[] { "one/gpt-4o-mini" }, KeepAlive = "0s" },
        });
        _one.Next(FakeAnswer.Text("Hi").After(TimeSpan.FromMilliseconds(600)), FakeAnswer.Text("Hi").After(TimeSpan.FromMilliseconds(600)));

        var filled = await (await gateway.ChatAsync("often", stream: true)).Content.ReadAsStringAsync();
        var silent = await (await gateway.ChatAsync("never", stream: true)).Content.ReadAsStringAsync();

        filled.ShouldStartWith(":");
        silent.ShouldStartWith("data:");
        Chat.StreamedText(filled).ShouldBe("Hi");
        Chat.StreamedText(silent).ShouldBe("Hi");
    }

    [Fact]
    [Proves("Gateway:Models:*:Strict")]
    public async Task Strict_refuses_what_would_be_dropped()
    {
        await using var anthropic = await FakeProvider.StartAsync(Dialect.Anthropic);
        await using var gateway = await TestGateway.StartAsync(Config.For(anthropic, new
        {
            loose = new { Targets = new[] { "up/claude-haiku-4-5" } },
            strict = new { Targets = new[] { "up/claude-haiku-4-5" }, Strict = true },
        }));
        const string Rest = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"logit_bias\":{\"7\":1}}";

        var loose = await gateway.PostAsync("/v1/chat/completions", "{\"model\":\"loose\"," + Rest);
        var strict = await gateway.PostAsync("/v1/chat/completions", "{\"model\":\"strict\"," + Rest);

        loose.StatusCode.ShouldBe(HttpStatusCode.OK);
        loose.Header("x-aigateway-dropped").ShouldBe("logit_bias");
        strict.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await strict.ErrorCodeAsync()).ShouldBe("unsupported_parameter");
        anthropic.HeadsSeen.ShouldBe(1);
    }

    private Task<TestGateway> GatewayAsync(object models) => TestGateway.StartAsync(Config.For([("one", _one), ("two", _two)], models));
}
