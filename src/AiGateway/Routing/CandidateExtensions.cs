using AiGateway.Configuration;
using AiGateway.Exchanges;
using Yarp.ReverseProxy.Model;

namespace AiGateway.Routing;

/// <summary>Reads a candidate of an attempt.</summary>
internal static class CandidateExtensions
{
    /// <summary>The target behind a candidate, and the model's name there for what the caller asked.</summary>
    public static (Deployment Deployment, string Model) Target(this Attempt attempt, DestinationState candidate)
    {
        var deployment = attempt.Pool.Find(candidate);
        return (deployment, attempt.Pool.UpstreamModel(deployment, attempt.Name));
    }
}
