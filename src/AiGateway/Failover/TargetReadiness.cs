using AiGateway.Configuration;
using AiGateway.Exchanges;
using AiGateway.Health;
using AiGateway.Routing;

namespace AiGateway.Failover;

/// <summary>Whether a target may be called now: neither it nor its provider rests, and one of the provider's keys may be used.</summary>
internal sealed class TargetReadiness(TargetHealth targets, TargetFactsIndex facts)
{
    /// <summary>How long a target may not be called; null where it may.</summary>
    public TimeSpan? RestsFor(Exchange exchange, Deployment deployment, string model)
    {
        var target = targets.RestsFor(deployment.ProviderName, model);
        var keys = exchange.Config.Providers[deployment.ProviderName].Credentials.RestsFor(model);
        return target is { } one && keys is { } other ? (one > other ? one : other) : target ?? keys;
    }

    /// <summary>Whether a provider has a key that may be used now and is not among those that were.</summary>
    public static bool HasOtherKey(Exchange exchange, Deployment deployment, string model, IReadOnlyCollection<string> spent)
    {
        var credentials = exchange.Config.Providers[deployment.ProviderName].Credentials;
        return spent.Count < credentials.Count && credentials.RestsFor(model) is null;
    }

    /// <summary>The context of a target in tokens; null where it is not known.</summary>
    public long? ContextOf(Exchange exchange, Deployment deployment, string model) => facts.Find(exchange, deployment, model).ContextTokens;
}
