using System.Runtime.InteropServices;

namespace AiGateway.Health;

/// <summary>What a provider's answer says of the quota behind a key: the scarcest of its limits.</summary>
/// <param name="Share">What is left of it: 1 for all, 0 for nothing.</param>
/// <param name="Reset">The time until it is there again.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RateLimits(double Share, TimeSpan Reset);
