using AiGateway.Exchanges;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace AiGateway.Failover;

/// <summary>Runs one attempt on a context of its own, from the choice of its target to its verdict.</summary>
internal sealed class AttemptRunner(RequestDelegate next, OutcomeReporter reporter, TimeProvider time)
{
    /// <summary>Makes an attempt that has not begun.</summary>
    /// <param name="exchange">The request.</param>
    /// <param name="keysSpent">The keys that must not be used.</param>
    /// <param name="races">Whether another attempt may run beside it.</param>
    public Attempt Create(Exchange exchange, IReadOnlyCollection<string> keysSpent, bool races = false)
    {
        var attempt = new Attempt(exchange, exchange.Attempts.Count + 1, time, races) { KeysSpent = keysSpent };
        exchange.Add(attempt);
        return attempt;
    }

    /// <summary>Runs an attempt to its end.</summary>
    /// <param name="caller">The caller's context.</param>
    /// <param name="attempt">The attempt.</param>
    /// <param name="candidates">The targets that load balancing may pick from.</param>
    public async ValueTask<AttemptResult> RunAsync(HttpContext caller, Attempt attempt, IReadOnlyList<DestinationState> candidates)
    {
        try
        {
            return await ForwardAsync(caller, attempt, candidates);
        }
        catch
        {
            // Nothing is known of the target, and nothing of it may stay claimed.
            attempt.Ended();
            reporter.Abandon(attempt);
            throw;
        }
    }

    private async ValueTask<AttemptResult> ForwardAsync(HttpContext caller, Attempt attempt, IReadOnlyList<DestinationState> candidates)
    {
        using var shadow = new AttemptContext(caller, attempt, candidates);
        await next(shadow.Http);
        var destination = shadow.Http.GetReverseProxyFeature().ProxiedDestination;
        var error = shadow.Http.Features.Get<IForwarderErrorFeature>();
        var ended = await SettleAsync(attempt, error is null);
        attempt.Failure ??= destination is null
            ? new AttemptFailure(FailureClass.Resting, GatewayErrors.NoHealthyTarget(attempt.Name))
            : TransportFailure.From(error, attempt);
        attempt.Ended();
        var verdict = VerdictClassifier.Judge(Observe(attempt, transportFailed: !ended && !attempt.IsComplete));
        reporter.Report(attempt, verdict);
        return new AttemptResult(attempt, destination, verdict);
    }

    /// <summary>Lets the sink judge the end of an answer; false where the answer is not whole and a timer or the connection ended it.</summary>
    private static async ValueTask<bool> SettleAsync(Attempt attempt, bool endedWell)
    {
        if (attempt.Sink is not { } sink)
        {
            // Nothing was forwarded and nobody said why: never a silent 200.
            return attempt.Failure is not null;
        }

        await sink.StopAsync();
        if (attempt.Failure is not null || attempt.IsComplete)
        {
            return true;
        }

        // What said why it ended is whole, however the connection went on.
        var isWhole = !endedWell && sink.HasFinished;
        if (!endedWell && !isWhole)
        {
            return false;
        }

        var token = isWhole ? attempt.Exchange.Cancelled : attempt.Token;
        try
        {
            await sink.CompleteAsync(token);
            return true;
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested || attempt.Exchange.Gate.CallerLeft)
        {
            return false;
        }
    }

    private static AttemptOutcome Observe(Attempt attempt, bool transportFailed) => new()
    {
        Provider = attempt.Deployment?.ProviderName ?? "",
        Timeouts = attempt.Pool.Options.Timeouts,
        CallerLeft = attempt.Exchange.Gate.CallerLeft,
        TotalTimeout = attempt.Exchange.IsOverTotal && !attempt.IsComplete ? attempt.Exchange.Total : null,
        Timer = attempt.IsComplete ? AttemptTimer.None : attempt.ExpiredTimer,
        Failure = attempt.Failure,
        TransportFailed = transportFailed,
        IsCommitted = attempt.IsCommitted,
        HasPolicyFallback = attempt.Pool.HasRole(Configuration.TargetRole.Policy),
    };
}
