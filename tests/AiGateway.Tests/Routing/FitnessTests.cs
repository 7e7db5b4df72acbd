using AiGateway.Configuration;
using AiGateway.Models;
using AiGateway.Routing;

namespace AiGateway.Tests.Routing;

/// <summary>A target is passed over for what is known against it, never for what is not known.</summary>
public class FitnessTests
{
    private static readonly TargetFacts Unknown = new(null, null, default, default, null);

    [Fact]
    public void An_unknown_model_is_fit_for_everything() =>
        Fitness.Of(Unknown, RequestTraits.Of(Traits.WithImage(Traits.Long(1_000_000)))).IsFit.ShouldBeTrue();

    [Fact]
    public void A_known_lack_counts_and_all_that_lack_are_named()
    {
        var facts = Unknown with { Lacks = CapabilitySet.Of(Capability.Vision, Capability.Tools, Capability.Reasoning) };

        var fitness = Fitness.Of(facts, RequestTraits.Of(Traits.WithImage(Traits.Chat("hi") with { Tools = [Traits.Tool] })));

        fitness.Kind.ShouldBe(FitnessKind.Lacks);
        fitness.Lacking.ShouldBe(CapabilitySet.Of(Capability.Tools, Capability.Vision));
        fitness.Reason.ShouldBe("does not take tools or images");
    }

    [Fact]
    public void What_is_neither_had_nor_lacked_does_not_count() =>
        Fitness.Of(Unknown with { Has = CapabilitySet.Of(Capability.Tools) }, RequestTraits.Of(Traits.WithImage(Traits.Chat("hi")))).IsFit.ShouldBeTrue();

    [Fact]
    public void Every_capability_has_words_of_its_own()
    {
        var reasons = Enum.GetValues<Capability>().Select(c => new Fitness(FitnessKind.Lacks, CapabilitySet.Of(c)).Reason).ToArray();

        reasons.ShouldBeUnique();
        reasons.ShouldAllBe(r => r.StartsWith("does not take ") && !Enum.GetNames<Capability>().Any(name => r.EndsWith(name, StringComparison.Ordinal)));
    }

    [Fact]
    public void A_prompt_longer_than_the_context_is_too_long()
    {
        var traits = RequestTraits.Of(Traits.Long(5_000));
        var exact = Unknown with { ContextTokens = traits.PromptTokens };

        Fitness.Of(exact, traits).IsFit.ShouldBeTrue();
        var fitness = Fitness.Of(exact with { ContextTokens = traits.PromptTokens - 1 }, traits);
        fitness.Kind.ShouldBe(FitnessKind.TooShort);
        fitness.Reason.ShouldBe($"has a context of {traits.PromptTokens - 1} tokens, but the request may take about {traits.PromptTokens}");
    }

    [Fact]
    public void The_answer_that_was_asked_for_must_fit_in_too_as_far_as_the_model_answers_that_long()
    {
        var request = RequestTraits.Of(Traits.Chat("hi") with { MaxTokens = 10_000 });

        Fitness.Of(Unknown with { ContextTokens = 10_000 }, request).Kind.ShouldBe(FitnessKind.TooShort);
        Fitness.Of(Unknown with { ContextTokens = 10_100 }, request).IsFit.ShouldBeTrue();
        Fitness.Of(Unknown with { ContextTokens = 10_000, MaxOutputTokens = 4_000 }, request).IsFit.ShouldBeTrue();
    }
}
