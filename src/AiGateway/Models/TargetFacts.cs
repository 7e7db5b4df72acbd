using System.Runtime.InteropServices;
using AiGateway.Configuration;

namespace AiGateway.Models;

/// <summary>What is known of a target: the operator's own figures over those of the gateway's data. Null is unknown, and no limit.</summary>
/// <param name="ContextTokens">The context in tokens, prompt and answer together.</param>
/// <param name="MaxOutputTokens">The most tokens of one answer.</param>
/// <param name="Has">What it is known to take and do.</param>
/// <param name="Lacks">What it is known not to take or do; whatever is in neither set counts as had.</param>
/// <param name="Price">What it costs.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TargetFacts(long? ContextTokens, long? MaxOutputTokens, CapabilitySet Has, CapabilitySet Lacks, PriceList? Price)
{
    /// <summary>Finds what is known of a target.</summary>
    /// <param name="target">The target with the operator's own figures.</param>
    /// <param name="provider">Its provider.</param>
    /// <param name="upstreamModel">The model's name there, as it is sent.</param>
    /// <param name="catalog">The gateway's data.</param>
    public static TargetFacts For(TargetOptions target, ProviderOptions provider, string upstreamModel, ModelCatalog catalog)
    {
        var known = catalog.Find(provider.Type, provider.Preset, upstreamModel);
        var has = known?.Has ?? default;
        var lacks = known?.Lacks ?? default;
        if (target.Capabilities is { } stated)
        {
            // A list is the whole truth: what the operator left out is lacking.
            has = CapabilitySet.Of(stated);
            lacks = CapabilitySet.All.Except(has);
        }

        return new TargetFacts(
            target.ContextTokens ?? known?.ContextTokens,
            known?.MaxOutputTokens,
            has,
            lacks,
            target.Price is { } price ? new PriceList(ModelPrice.Of(price), []) : known?.Price);
    }
}
