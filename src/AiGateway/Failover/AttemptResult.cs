using AiGateway.Exchanges;
using Yarp.ReverseProxy.Model;

namespace AiGateway.Failover;

/// <summary>An attempt that has ended.</summary>
/// <param name="Attempt">The attempt.</param>
/// <param name="Destination">The target that YARP picked; null where it picked none.</param>
/// <param name="Verdict">What it came to.</param>
internal sealed record AttemptResult(Attempt Attempt, DestinationState? Destination, AttemptVerdict Verdict);
