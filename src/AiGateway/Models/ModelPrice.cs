using System.Runtime.InteropServices;
using AiGateway.Configuration;

namespace AiGateway.Models;

/// <summary>What a model costs by kind of token, in millionths of a dollar for a million tokens; null where it is not known, which is not zero.</summary>
/// <param name="Input">For the prompt.</param>
/// <param name="Output">For the answer, its reasoning included.</param>
/// <param name="CacheRead">For what of the prompt the provider had in its cache.</param>
/// <param name="CacheWrite">For what of the prompt the provider put into its cache.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ModelPrice(long? Input, long? Output, long? CacheRead = null, long? CacheWrite = null)
{
    /// <summary>The price that an operator set.</summary>
    public static ModelPrice Of(PriceOptions options) => new(options.Input, options.Output);
}
