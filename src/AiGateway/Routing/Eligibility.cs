using AiGateway.Configuration;
using AiGateway.Exchanges;
using Yarp.ReverseProxy.Model;

namespace AiGateway.Routing;

/// <summary>
/// Finds the targets that a request may go to, before any is asked: those whose condition holds, and of them those that are not known
/// to be unfit for it.
/// </summary>
/// <remarks>
/// What is known may be wrong or out of date, so a target that seems unfit is only passed over for another that does not, and asked all
/// the same where there is none; unless the model is set to refuse what its targets cannot do. The targets for after a failure are
/// judged among themselves, since they are asked for reasons of their own.
/// </remarks>
internal sealed class Eligibility(TargetFactsIndex facts)
{
    /// <summary>The targets of a pool for a request.</summary>
    public EligibleTargets Find(Exchange exchange, Pool pool)
    {
        if (pool.Options.Affinity)
        {
            exchange.AffinityHash ??= PromptPrefix.Hash(exchange);
        }

        var isPlain = pool.Deployments is [{ Target.When: null }];
        if (isPlain && !pool.Options.RequireCapabilities)
        {
            return new EligibleTargets(pool.Destinations, null);
        }

        var traits = new RequestTraits(exchange);
        var targets = isPlain ? pool.Destinations : Conditional(exchange, pool, traits);
        return HasRegular(pool, targets)
            ? Fit(exchange, pool, targets, traits)
            : new EligibleTargets([], GatewayErrors.NoMatchingTarget(exchange.NameRouted));
    }

    /// <summary>Whether a condition holds for a request; null always does.</summary>
    public static bool Holds(Exchange exchange, TargetCondition? condition) =>
        condition is null || Conditions.Hold(condition, exchange, new RequestTraits(exchange));

    private static IReadOnlyList<DestinationState> Conditional(Exchange exchange, Pool pool, RequestTraits traits)
    {
        if (!pool.Deployments.Any(static deployment => deployment.Target.When is not null))
        {
            return pool.Destinations;
        }

        return [.. pool.Destinations.Where(destination => pool.Find(destination).Target.When is not { } when || Conditions.Hold(when, exchange, traits))];
    }

    private EligibleTargets Fit(Exchange exchange, Pool pool, IReadOnlyList<DestinationState> targets, RequestTraits traits)
    {
        if (!pool.Options.RequireCapabilities && AreAlike(exchange, pool, targets))
        {
            return new EligibleTargets(targets, null);
        }

        var judged = targets.Select(target => (Target: target, Group: Group(pool, target), Fitness: Judge(exchange, pool, target, traits))).ToList();
        if (pool.Options.RequireCapabilities)
        {
            var (first, _, reason) = judged[0];
            judged.RemoveAll(static one => one.Fitness.Kind == FitnessKind.Lacks);
            if (!HasRegular(pool, judged.Select(static one => one.Target)))
            {
                return new EligibleTargets([], GatewayErrors.Unfit(exchange.NameRouted, $"{NameOf(exchange, pool, first)} {reason.Reason}"));
            }
        }

        var withFit = judged.Where(static one => one.Fitness.IsFit).Select(static one => one.Group).ToHashSet();
        return new EligibleTargets([.. judged.Where(one => one.Fitness.IsFit || !withFit.Contains(one.Group)).Select(static one => one.Target)], null);
    }

    /// <summary>Where the same is known of all, none can be fitter than another, and the request need not be looked at.</summary>
    private bool AreAlike(Exchange exchange, Pool pool, IReadOnlyList<DestinationState> targets)
    {
        var first = FactsOf(exchange, pool, targets[0]);
        for (var i = 1; i < targets.Count; i++)
        {
            var other = FactsOf(exchange, pool, targets[i]);
            if (other.ContextTokens != first.ContextTokens || other.MaxOutputTokens != first.MaxOutputTokens || other.Lacks != first.Lacks)
            {
                return false;
            }
        }

        return true;
    }

    private Fitness Judge(Exchange exchange, Pool pool, DestinationState target, RequestTraits traits) => Fitness.Of(FactsOf(exchange, pool, target), traits);

    private Models.TargetFacts FactsOf(Exchange exchange, Pool pool, DestinationState target)
    {
        var deployment = pool.Find(target);
        return facts.Find(exchange, deployment, pool.UpstreamModel(deployment, exchange.NameRouted));
    }

    private static string NameOf(Exchange exchange, Pool pool, DestinationState target)
    {
        var deployment = pool.Find(target);
        return $"{deployment.ProviderName}/{pool.UpstreamModel(deployment, exchange.NameRouted)}";
    }

    /// <summary>Whether one is among them that may be asked before any failure.</summary>
    private static bool HasRegular(Pool pool, IEnumerable<DestinationState> targets) => targets.Any(target => Group(pool, target) == TargetRole.Regular);

    private static TargetRole Group(Pool pool, DestinationState target) => pool.Find(target).Role is var role && role == TargetRole.Any ? TargetRole.Regular : role;
}
