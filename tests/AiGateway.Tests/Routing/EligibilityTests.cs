using AiGateway.Configuration;
using AiGateway.Models;
using AiGateway.Routing;
using static AiGateway.Tests.Routing.PickBench;

namespace AiGateway.Tests.Routing;

/// <summary>Finding the eligible targets costs nothing where there is nothing to find.</summary>
public sealed class EligibilityTests
{
    private readonly Eligibility _eligibility = new(new TargetFactsIndex(ModelCatalog.BuiltIn));

    private readonly GatewayConfig _config = new(
        new GatewayOptions { Providers = new Dictionary<string, ProviderOptions>(StringComparer.OrdinalIgnoreCase) { ["up"] = new() { Name = "up", Type = ProviderType.OpenAI } } },
        "1", null!, null!, null!);

    [Fact]
    public void A_plain_target_is_taken_as_it_is()
    {
        var pool = Of(Target("gpt-4o")).Pool;
        var exchange = Request(pool, config: _config);

        var found = _eligibility.Find(exchange, pool);

        found.Targets.ShouldBeSameAs(pool.Destinations);
        found.Refusal.ShouldBeNull();
        exchange.ChatRequest.ShouldBeNull("the request was read for nothing");
        exchange.AffinityHash.ShouldBeNull();
    }

    [Fact]
    public void Targets_that_are_alike_are_taken_as_they_are()
    {
        var pool = Of(Target("gpt-4o"), Target("gpt-4o-2024-11-20")).Pool;
        var exchange = Request(pool, config: _config);

        _eligibility.Find(exchange, pool).Targets.ShouldBeSameAs(pool.Destinations);

        exchange.ChatRequest.ShouldBeNull("the request was read for nothing");
    }

    [Fact]
    public void Targets_that_differ_are_held_against_the_request()
    {
        var pool = Of(Target("gpt-4o"), Target("gpt-4o") with { ContextTokens = 1 }).Pool;
        var exchange = Request(pool, config: _config);

        _eligibility.Find(exchange, pool).Targets.ShouldBe([pool.Destinations[0]]);

        exchange.ChatRequest.ShouldNotBeNull();
    }

    [Fact]
    public void A_model_with_affinity_has_its_requests_hashed_once()
    {
        var pool = Of(new ModelOptions { Name = "m", Affinity = true, Targets = [Target("gpt-4o")] }).Pool;
        var exchange = Request(pool, config: _config);

        _eligibility.Find(exchange, pool);

        exchange.AffinityHash.ShouldBe(PromptPrefix.Hash(exchange));
    }
}
