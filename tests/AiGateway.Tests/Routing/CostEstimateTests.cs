using AiGateway.Models;
using AiGateway.Routing;

namespace AiGateway.Tests.Routing;

/// <summary>Costs are whole micro-dollars, rounded up, and unknown where a price is.</summary>
public class CostEstimateTests
{
    private static readonly TargetFacts Unknown = new(null, null, default, default, null);

    [Fact]
    public void Prompt_and_usual_answer_are_counted()
    {
        var traits = RequestTraits.Of(Traits.Long(996));
        traits.PromptTokens.ShouldBe(1_000);

        // 1,000 tokens at $0.15 and 500 at $0.60 a million: 150 and 300 micro-dollars.
        CostEstimate.For(Priced(150_000, 600_000), traits, null).ShouldBe(450);
        CostEstimate.For(Priced(150_000, 600_000), traits, 99.2).ShouldBe(150 + 60);
    }

    [Fact]
    public void The_answer_is_no_longer_than_was_asked_for_or_the_model_gives()
    {
        var request = Traits.Long(996) with { MaxTokens = 10 };

        CostEstimate.For(Priced(0, 1_000_000), RequestTraits.Of(request), 2_000).ShouldBe(10);
        CostEstimate.For(Priced(0, 1_000_000) with { MaxOutputTokens = 4 }, RequestTraits.Of(request), 2_000).ShouldBe(4);
        CostEstimate.For(Priced(0, 1_000_000), RequestTraits.Of(request with { Candidates = 3 }), 2_000).ShouldBe(30);
    }

    [Fact]
    public void A_part_of_a_micro_dollar_is_one() =>
        CostEstimate.For(Priced(1, 1), RequestTraits.Of(Traits.Chat("hi")), 1).ShouldBe(2);

    [Fact]
    public void An_unknown_price_is_no_cost_and_a_free_model_costs_nothing()
    {
        var traits = RequestTraits.Of(Traits.Chat("hi"));

        CostEstimate.For(Unknown, traits, null).ShouldBeNull();
        CostEstimate.For(Priced(5, null), traits, null).ShouldBeNull();
        CostEstimate.For(Priced(null, 5), traits, null).ShouldBeNull();
        CostEstimate.For(Priced(0, 0), traits, null).ShouldBe(0);
    }

    [Fact]
    public void A_long_prompt_costs_what_long_prompts_cost()
    {
        var facts = Unknown with { Price = new PriceList(new ModelPrice(1_000_000, 0), [new PriceTier(500, new ModelPrice(2_000_000, 0)), new PriceTier(2_000, new ModelPrice(3_000_000, 0))]) };

        CostEstimate.For(facts, RequestTraits.Of(Traits.Long(496)), null).ShouldBe(500);
        CostEstimate.For(facts, RequestTraits.Of(Traits.Long(996)), null).ShouldBe(2_000);
        CostEstimate.For(facts, RequestTraits.Of(Traits.Long(2_996)), null).ShouldBe(9_000);
    }

    [Fact]
    public void A_cost_beyond_all_numbers_is_an_error_and_no_small_number()
    {
        var traits = RequestTraits.Of(Traits.Long(5_000_000));

        Should.Throw<OverflowException>(() => CostEstimate.For(Priced(long.MaxValue, 0), traits, null));
    }

    private static TargetFacts Priced(long? input, long? output) => Unknown with { Price = new PriceList(new ModelPrice(input, output), []) };
}
