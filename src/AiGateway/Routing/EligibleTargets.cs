using AiGateway.Protocol.Chat;
using Yarp.ReverseProxy.Model;

namespace AiGateway.Routing;

/// <summary>The targets of a pool that a request may go to.</summary>
/// <param name="Targets">They, in the pool's order; empty where the request is refused.</param>
/// <param name="Refusal">Why none may take it; null where some may.</param>
internal readonly record struct EligibleTargets(IReadOnlyList<DestinationState> Targets, GatewayError? Refusal);
