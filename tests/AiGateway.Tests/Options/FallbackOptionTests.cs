using System.Net;
using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using AiGateway.Tests.Failover;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Options;

/// <summary>What a model's fallbacks change, each beside a model without them.</summary>
public sealed class FallbackOptionTests : IAsyncLifetime
{
    private FakeProvider _one = null!;
    private FakeProvider _two = null!;

    public async Task InitializeAsync()
    {
        _one = await FakeProvider.StartAsync(Dialect.OpenAI);
        _two = (await FakeProvider.StartAsync(Dialect.OpenAI)).Always(FakeAnswer.Text("from the fallback"));
    }

    public async Task DisposeAsync()
    {
        await _one.DisposeAsync();
        await _two.DisposeAsync();
    }

    [Fact]
    [Proves("Gateway:Models:*:Fallbacks:TooLong")]
    public Task TooLong_takes_what_was_too_long() => RescueAsync(
        Fault.Error(400, "This model's maximum context length is 1000 tokens.", "context_length_exceeded"),
        new { TooLong = new object[] { new { Model = "p2/gpt-4o-mini", ContextTokens = 10_000_000 } } },
        HttpStatusCode.BadRequest);

    [Fact]
    [Proves("Gateway:Models:*:Fallbacks:Policy")]
    public Task Policy_takes_what_was_refused() => RescueAsync(
        Fault.Error(400, "The request was refused.", "content_policy_violation"),
        new { Policy = new[] { "p2/gpt-4o-mini" } },
        HttpStatusCode.BadRequest);

    [Fact]
    [Proves("Gateway:Models:*:Fallbacks:Any")]
    public Task Any_takes_what_failed() => RescueAsync(Fault.Status(500), new { Any = new[] { "p2/gpt-4o-mini" } }, HttpStatusCode.InternalServerError);

    [Fact]
    [Proves("Gateway:Models:*:CallerFallbacks")]
    [Proves("header x-aigateway-fallbacks")]
    public async Task CallerFallbacks_let_callers_name_theirs()
    {
        _one.Always(Fault.Status(500));
        await using var gateway = await Engines.StartAsync(
            new
            {
                open = new { Targets = Engines.Tiers(1), CallerFallbacks = true, MaxRetries = 0 },
                closed = new { Targets = Engines.Tiers(1), MaxRetries = 0 },
                other = new { Targets = new[] { "p2/gpt-4o-mini" } },
            },
            _one,
            _two);

        var named = await gateway.ChatAsync("open", "Hi", false, ("x-aigateway-fallbacks", "other"));
        var unnamed = await gateway.ChatAsync("open");
        var refused = await gateway.ChatAsync("closed", "Hi", false, ("x-aigateway-fallbacks", "other"));

        (await named.TextAsync()).ShouldBe("from the fallback");
        unnamed.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        (await refused.ErrorCodeAsync()).ShouldBe("fallbacks_not_allowed");
    }

    private async Task RescueAsync(Answer failure, object fallbacks, HttpStatusCode without)
    {
        _one.Always(failure);
        await using var gateway = await Engines.StartAsync(
            new { with = new { Targets = Engines.Tiers(1), Fallbacks = fallbacks, MaxRetries = 0 }, without = new { Targets = Engines.Tiers(1), MaxRetries = 0 } },
            _one,
            _two);

        (await (await gateway.ChatAsync("with")).TextAsync()).ShouldBe("from the fallback");
        (await gateway.ChatAsync("without")).StatusCode.ShouldBe(without);
    }
}
