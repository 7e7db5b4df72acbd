using System.Text.Json;
using AiGateway.Configuration;
using AiGateway.Exchanges;
using AiGateway.Failover;
using AiGateway.Protocol.Chat;
using AiGateway.Routing;
using Yarp.ReverseProxy.Model;

namespace AiGateway.Explaining;

/// <summary>Explains what a model's name leads to: its targets, in what order, and in what shape the request goes to each.</summary>
internal sealed class ModelExplainer(Eligibility eligibility, TargetReadiness readiness, Chances chances, TargetExplainer targets, TimeProvider time)
{
    /// <summary>Explains the pool that the exchange is routed to.</summary>
    public ExplainedModel Explain(Exchange exchange, bool showBodies, bool healthKnown)
    {
        var pool = exchange.Pool;
        var eligible = eligibility.Find(exchange, pool);
        var turns = eligible.Refusal is null ? Turns.Of(exchange, eligible.Targets, readiness, time) : null;
        var rows = new List<ExplainedTarget>();
        var attempts = pool.Destinations.ToDictionary(static d => d, d => Attempt(exchange, d));
        try
        {
            var asked = (turns?.All ?? []).SelectMany(static (turn, index) => turn.Select(target => (Target: target, Turn: index + 1))).ToDictionary(static t => t.Target, static t => t.Turn);
            var translations = pool.Destinations.Where(eligible.Targets.Contains).ToDictionary(static d => d, d => Translation.Explain(attempts[d], exchange.Config.Providers[attempts[d].Deployment!.ProviderName], showBodies));
            foreach (var turn in turns?.All ?? [])
            {
                rows.AddRange(Turn(attempts, turn, translations, asked, healthKnown));
            }

            foreach (var destination in pool.Destinations.Where(d => !asked.ContainsKey(d)))
            {
                rows.Add(targets.NotAsked(attempts[destination], translations.GetValueOrDefault(destination)));
            }

            return Describe(exchange, eligible.Refusal ?? turns!.Refusal, rows) with { WaitSeconds = turns?.Wait.TotalSeconds ?? 0 };
        }
        finally
        {
            foreach (var attempt in attempts.Values)
            {
                attempt.Dispose();
            }
        }
    }

    private IEnumerable<ExplainedTarget> Turn(
        Dictionary<DestinationState, Attempt> attempts,
        IReadOnlyList<DestinationState> turn,
        Dictionary<DestinationState, ExplainedTranslation> translations,
        Dictionary<DestinationState, int> asked,
        bool healthKnown)
    {
        // One that cannot take the request is passed over when it is picked, and another is picked then.
        var able = turn.Where(target => translations[target].Refusal is null).ToArray();
        var shares = able.Length == 0 ? [] : chances.Of(attempts[able[0]], able);
        return able.Select((target, i) => targets.Asked(attempts[target], translations[target], asked[target], shares[i], able.Length - 1, healthKnown))
            .OrderByDescending(static row => row.Chance)
            .Concat(turn.Except(able).Select(target => targets.Untranslatable(attempts[target], translations[target], asked[target])));
    }

    private Attempt Attempt(Exchange exchange, DestinationState destination)
    {
        var deployment = exchange.Pool.Find(destination);
        return new Attempt(exchange, 1, time) { Deployment = deployment, UpstreamModel = exchange.Pool.UpstreamModel(deployment, exchange.NameRouted) };
    }

    private static ExplainedModel Describe(Exchange exchange, GatewayError? refusal, List<ExplainedTarget> rows)
    {
        var options = exchange.Pool.Options;
        return new ExplainedModel
        {
            Name = exchange.NameRouted,
            Entry = options.Name,
            Strategy = Word(options.Strategy),
            Affinity = options.Affinity,
            Strict = options.Strict,
            Refusal = ExplainedError.Of(refusal) ?? NobodyCan(rows),
            Targets = rows,
            Limits = Limits(exchange, options),
            Stream = exchange.Stream ? Stream(options) : null,
            Mirror = options.Mirror is { } mirror ? $"{mirror.Target.Provider}/{mirror.Target.UpstreamModel}" : null,
        };
    }

    /// <summary>Where every target is passed over, the last one's reason is the caller's answer.</summary>
    private static ExplainedError? NobodyCan(List<ExplainedTarget> rows) =>
        rows.Exists(static row => row.State is TargetState.Candidate or TargetState.Resting)
            ? null
            : rows.FindLast(static row => row.State == TargetState.Untranslatable)?.Translation?.Refusal;

    private static ExplainedLimits Limits(Exchange exchange, ModelOptions options)
    {
        var timeouts = options.Timeouts;
        return new ExplainedLimits
        {
            ConnectSeconds = timeouts.Connect.TotalSeconds,
            FirstTokenSeconds = exchange.Stream ? timeouts.FirstToken.TotalSeconds : null,
            IdleSeconds = exchange.Stream ? timeouts.Idle.TotalSeconds : null,
            AnswerSeconds = exchange.Stream ? null : timeouts.Answer?.TotalSeconds,
            TotalSeconds = exchange.Total.TotalSeconds,
            MaxRetries = options.MaxRetries,
            MaxAttempts = options.MaxAttempts,
            RetryAfterCapSeconds = options.RetryAfterCap.TotalSeconds,
            HedgeAfterSeconds = exchange.Stream ? options.Hedge?.After?.TotalSeconds : null,
        };
    }

    private static ExplainedStream Stream(ModelOptions options)
    {
        var held = options.Stream.Mode == StreamMode.Held;
        return new ExplainedStream(
            Word(options.Stream.Mode),
            held ? options.Stream.HoldBytes : null,
            held ? options.Stream.HoldTime.TotalSeconds : null,
            options.KeepAlive.TotalSeconds);
    }

    private static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
