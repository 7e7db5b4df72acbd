using AiGateway.Models;

namespace AiGateway.Routing;

/// <summary>What a request is likely to cost at a target: enough to put targets in order, not to charge anybody.</summary>
internal static class CostEstimate
{
    /// <summary>The length of an answer in tokens where neither the target's usual one nor a limit is known.</summary>
    public const long UsualOutput = 500;

    private const long Million = 1_000_000;

    /// <summary>Millionths of a dollar, rounded up.</summary>
    /// <param name="facts">What is known of the target.</param>
    /// <param name="traits">What is known of the request.</param>
    /// <param name="typicalOutput">The usual length of the target's answers in tokens; null where none was measured.</param>
    /// <returns>Null where a price that would be charged is not known, or the request could not be read.</returns>
    /// <exception cref="OverflowException">The price is so high that the cost is no 64-bit number.</exception>
    public static long? For(in TargetFacts facts, RequestTraits traits, double? typicalOutput)
    {
        if (facts.Price is not { } list || !traits.IsKnown)
        {
            return null;
        }

        var output = Output(facts, traits, typicalOutput);
        var price = list.For(traits.PromptTokens);
        return checked(Cost(traits.PromptTokens, price.Input) + Cost(output, price.Output));
    }

    private static long Output(in TargetFacts facts, RequestTraits traits, double? typicalOutput)
    {
        var one = typicalOutput is >= 0 and < long.MaxValue ? (long)Math.Ceiling(typicalOutput.Value) : UsualOutput;
        one = Math.Min(one, Math.Min(traits.MaxOutput ?? long.MaxValue, facts.MaxOutputTokens ?? long.MaxValue));
        return checked(one * traits.Answers);
    }

    private static long? Cost(long tokens, long? price)
    {
        if (tokens == 0)
        {
            return 0;
        }

        return price is { } known ? checked((long)(((Int128)tokens * known + Million - 1) / Million)) : null;
    }
}
