using AiGateway.Configuration;
using AiGateway.Models;

namespace AiGateway.Tests.Models;

/// <summary>The operator's figures come before the gateway's, each for itself.</summary>
public class TargetFactsTests
{
    private static readonly ProviderOptions OpenAI = new() { Name = "o", Type = ProviderType.OpenAI };
    private static readonly ProviderOptions Local = new() { Name = "l", Type = ProviderType.OpenAICompatible };
    private static readonly TargetOptions Plain = new() { Provider = "o", UpstreamModel = "*" };

    [Fact]
    public void Without_figures_of_the_operators_the_data_holds()
    {
        var facts = TargetFacts.For(Plain, OpenAI, "gpt-4o-mini", ModelCatalog.BuiltIn);

        facts.ContextTokens.ShouldBe(128_000);
        facts.MaxOutputTokens.ShouldBe(16_384);
        facts.Has.Contains(Capability.Vision).ShouldBeTrue();
        facts.Lacks.Contains(Capability.Reasoning).ShouldBeTrue();
        facts.Price!.Base.Input.ShouldBe(150_000);
    }

    [Fact]
    public void An_unknown_model_is_unknown_in_all_and_lacks_nothing() =>
        TargetFacts.For(Plain, Local, "my-model", ModelCatalog.BuiltIn).ShouldBe(new TargetFacts(null, null, default, default, null));

    [Fact]
    public void A_figure_of_the_operators_replaces_one_and_leaves_the_others()
    {
        var facts = TargetFacts.For(Plain with { ContextTokens = 9_000 }, OpenAI, "gpt-4o-mini", ModelCatalog.BuiltIn);

        facts.ContextTokens.ShouldBe(9_000);
        facts.Price!.Base.Input.ShouldBe(150_000);
        facts.Has.Contains(Capability.Vision).ShouldBeTrue();
    }

    [Fact]
    public void A_list_of_capabilities_is_the_whole_truth()
    {
        var facts = TargetFacts.For(Plain with { Capabilities = [Capability.Tools] }, OpenAI, "gpt-4o-mini", ModelCatalog.BuiltIn);

        facts.Has.ShouldBe(CapabilitySet.Of(Capability.Tools));
        facts.Lacks.ShouldBe(CapabilitySet.All.Except(facts.Has));
        TargetFacts.For(Plain with { Capabilities = [] }, Local, "m", ModelCatalog.BuiltIn).Lacks.ShouldBe(CapabilitySet.All);
    }

    [Fact]
    public void A_price_of_the_operators_holds_for_prompts_of_every_length()
    {
        var facts = TargetFacts.For(
            Plain with { Price = new PriceOptions { Input = 0, Output = 7 } },
            new ProviderOptions { Name = "g", Type = ProviderType.Gemini }, "gemini-2.5-pro", ModelCatalog.BuiltIn);

        facts.Price!.For(1).ShouldBe(new ModelPrice(0, 7));
        facts.Price!.For(1_000_000).ShouldBe(new ModelPrice(0, 7));
    }
}
