using System.Net;
using System.Text.Json;
using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Failover;

/// <summary>Requests that a target's format cannot say: another target's turn, and never a silent loss.</summary>
public class UntranslatableTests
{
    private static readonly string Audio = JsonSerializer.Serialize(new
    {
        model = Pools.Model,
        messages = new object[]
        {
            new { role = "user", content = new object[] { new { type = "text", text = "What is this?" }, new { type = "input_audio", input_audio = new { data = "UklGRg==", format = "wav" } } } },
        },
    });

    private static readonly string Lossy = JsonSerializer.Serialize(new
    {
        model = Pools.Model,
        seed = 7,
        frequency_penalty = 0.5,
        messages = new[] { new { role = "user", content = "Hello" } },
    });

    [Fact]
    public async Task Goes_to_a_target_that_can()
    {
        await using var cannot = await FakeProvider.StartAsync(Dialect.Anthropic);
        await using var can = await FakeProvider.StartAsync(Dialect.OpenAI);
        can.Strict = false;
        await using var gateway = await Pools.StartAsync(cannot, can);

        var response = await gateway.PostAsync("/v1/chat/completions", Audio);

        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        response.Header("x-aigateway-provider").ShouldBe("p2");
        response.Header("x-aigateway-attempts").ShouldBe("1", "an attempt that was never sent is none");
        cannot.HeadsSeen.ShouldBe(0);
    }

    [Fact]
    public async Task Is_refused_where_none_can()
    {
        await using var cannot = await FakeProvider.StartAsync(Dialect.Anthropic);
        await using var gateway = await Pools.StartAsync(cannot);

        var response = await gateway.PostAsync("/v1/chat/completions", Audio);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.JsonAsync()).GetProperty("error").GetProperty("type").GetString().ShouldBe("invalid_request_error");
        (await response.Content.ReadAsStringAsync()).ShouldContain("audio");
        cannot.HeadsSeen.ShouldBe(0);
    }

    [Fact]
    public async Task What_was_dropped_is_named()
    {
        await using var provider = await FakeProvider.StartAsync(Dialect.Anthropic);
        await using var gateway = await Pools.StartAsync(provider);

        var response = await gateway.PostAsync("/v1/chat/completions", Lossy);

        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        response.Header("x-aigateway-dropped")!.Split(", ").Order().ShouldBe(["frequency_penalty", "seed"]);
        (await gateway.WaitForRequestLogAsync(response)).ShouldContain("Dropped=");
    }

    [Fact]
    public async Task Strict_refuses_and_says_what()
    {
        await using var provider = await FakeProvider.StartAsync(Dialect.Anthropic);
        await using var gateway = await Pools.StartAsync(new Knobs { Strict = true }, provider);

        var response = await gateway.PostAsync("/v1/chat/completions", Lossy);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var error = (await response.JsonAsync()).GetProperty("error");
        error.GetProperty("code").GetString().ShouldBe("unsupported_parameter");
        error.GetProperty("message").GetString()!.ShouldContain("seed");
        error.GetProperty("message").GetString()!.ShouldContain("frequency_penalty");
        provider.HeadsSeen.ShouldBe(0);
    }

    [Fact]
    public async Task Strict_goes_to_a_target_that_loses_nothing()
    {
        await using var lossy = await FakeProvider.StartAsync(Dialect.Anthropic);
        await using var whole = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await Pools.StartAsync(new Knobs { Strict = true }, lossy, whole);
        whole.Always(StreamText.GoodAnswer);

        var response = await gateway.PostAsync("/v1/chat/completions", Lossy);

        (await response.TextAsync()).ShouldBe(StreamText.Good);
        response.Header("x-aigateway-dropped").ShouldBeNull();
        lossy.HeadsSeen.ShouldBe(0);
    }

    [Fact]
    public async Task A_target_that_cannot_say_it_does_not_hide_why_another_failed()
    {
        await using var down = await FakeProvider.StartAsync(Dialect.OpenAI);
        down.Strict = false;
        await using var cannot = await FakeProvider.StartAsync(Dialect.Anthropic);
        await using var gateway = await Pools.StartAsync(down, cannot);
        down.Always(Fault.Status(503));

        var response = await gateway.PostAsync("/v1/chat/completions", Audio);

        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable, "the request is good: its only fit target is down");
    }
}
