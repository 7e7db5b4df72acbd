using System.Runtime.InteropServices;

namespace AiGateway.Models;

/// <summary>What a model costs for requests with a long prompt.</summary>
/// <param name="Above">The tokens that the prompt must have more than; the whole request is then charged at this price.</param>
/// <param name="Price">The price.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PriceTier(long Above, ModelPrice Price);
