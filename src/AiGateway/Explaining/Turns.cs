using AiGateway.Configuration;
using AiGateway.Exchanges;
using AiGateway.Failover;
using AiGateway.Protocol.Chat;
using Yarp.ReverseProxy.Model;

namespace AiGateway.Explaining;

/// <summary>The order in which a request's targets are asked while each fails: the plan of a real request, gone through without a call.</summary>
internal sealed class Turns
{
    private Turns(IReadOnlyList<IReadOnlyList<DestinationState>> all, TimeSpan wait, GatewayError? refusal) => (All, Wait, Refusal) = (all, wait, refusal);

    /// <summary>The targets of each turn.</summary>
    public IReadOnlyList<IReadOnlyList<DestinationState>> All { get; }

    /// <summary>The wait before the first, where every target rests.</summary>
    public TimeSpan Wait { get; }

    /// <summary>Why there is no turn; null where there is one.</summary>
    public GatewayError? Refusal { get; }

    /// <summary>Goes through the plan.</summary>
    public static Turns Of(Exchange exchange, IReadOnlyList<DestinationState> eligible, TargetReadiness readiness, TimeProvider time)
    {
        var plan = new AttemptPlan(exchange, eligible, readiness, time, static () => true);
        var first = plan.Next();
        if (!first.Goes)
        {
            return new Turns([], TimeSpan.Zero, plan.RefusedBy is { } provider ? GatewayErrors.CredentialsExhausted(provider) : GatewayErrors.NoHealthyTarget(exchange.ModelAsked));
        }

        var pool = exchange.Pool;
        var seen = new HashSet<(string Provider, string Model)>();
        var turns = new List<IReadOnlyList<DestinationState>>();
        for (var step = first; step.Goes; step = plan.Next(atOnce: true))
        {
            // The same model at the same provider may stand in several lists, and is asked once.
            var turn = plan.Candidates.Where(candidate => seen.Add(Identity(exchange, pool, candidate))).ToArray();
            if (turn.Length > 0)
            {
                turns.Add(turn);
            }

            foreach (var candidate in plan.Candidates)
            {
                plan.NoteUnderWay(pool.Find(candidate));
            }
        }

        return new Turns(turns, first.Delay, null);
    }

    private static (string Provider, string Model) Identity(Exchange exchange, Pool pool, DestinationState candidate)
    {
        var deployment = pool.Find(candidate);
        return (deployment.ProviderName.ToUpperInvariant(), pool.UpstreamModel(deployment, exchange.NameRouted));
    }
}
