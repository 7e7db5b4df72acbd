using System.Globalization;
using System.Runtime.InteropServices;
using AiGateway.Configuration;
using AiGateway.Models;

namespace AiGateway.Routing;

/// <summary>Whether a target can serve a request, and if not, why. What is not known speaks for it.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Lacking">For <see cref="FitnessKind.Lacks"/>: all that it lacks.</param>
/// <param name="Needed">For <see cref="FitnessKind.TooShort"/>: the tokens that the request may take, about.</param>
/// <param name="Context">For <see cref="FitnessKind.TooShort"/>: the tokens that there are.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Fitness(FitnessKind Kind, CapabilitySet Lacking = default, long Needed = 0, long Context = 0)
{
    /// <summary>Whether nothing speaks against the target.</summary>
    public bool IsFit => Kind == FitnessKind.Fit;

    /// <summary>The reason for an error's message, to follow the target's name; empty for one that is fit.</summary>
    public string Reason => Kind switch
    {
        FitnessKind.TooShort => string.Create(CultureInfo.InvariantCulture, $"has a context of {Context} tokens, but the request may take about {Needed}"),
        FitnessKind.Lacks => $"does not take {string.Join(" or ", Enum.GetValues<Capability>().Where(Lacking.Contains).Select(Words))}",
        _ => "",
    };

    /// <summary>Judges a target.</summary>
    /// <remarks>
    /// A capability comes before the length: the one is a fact, the other an estimate. Of an answer that may be longer than the model
    /// ever answers, only what the model can answer counts.
    /// </remarks>
    public static Fitness Of(in TargetFacts facts, RequestTraits traits)
    {
        if (!traits.IsKnown)
        {
            return default;
        }

        var lacking = traits.Uses.And(facts.Lacks);
        if (!lacking.IsEmpty)
        {
            return new Fitness(FitnessKind.Lacks, lacking);
        }

        var needed = traits.PromptTokens + Math.Min(traits.MaxOutput ?? 0, facts.MaxOutputTokens ?? long.MaxValue);
        return needed > facts.ContextTokens ? new Fitness(FitnessKind.TooShort, Needed: needed, Context: facts.ContextTokens.Value) : default;
    }

    private static string Words(Capability capability) => capability switch
    {
        Capability.Tools => "tools",
        Capability.Vision => "images",
        Capability.Files => "files",
        Capability.AudioInput => "sound",
        Capability.AudioOutput => "a request for sound",
        Capability.JsonSchema => "a JSON schema for its answer",
        Capability.Reasoning => "a reasoning effort",
        _ => capability.ToString(),
    };
}
