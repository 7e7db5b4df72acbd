using AiGateway.Exchanges;
using Polly;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace AiGateway.Failover;

/// <summary>
/// Loops around the rest of the pipeline until an attempt has answered: each on a context of its own over the pristine request, each
/// with a target that has not been tried, those of a lower tier first.
/// </summary>
internal sealed class FailoverMiddleware(RequestDelegate next, FailoverPipelines pipelines, TimeProvider time)
{
    private static readonly ResiliencePropertyKey<Loop> LoopKey = new("loop");

    /// <summary>Handles one request.</summary>
    public Task InvokeAsync(HttpContext context) =>
        context.Features.Get<Exchange>() is { } exchange ? HandleAsync(context, exchange) : next(context);

    private async Task HandleAsync(HttpContext context, Exchange exchange)
    {
        if (exchange.Stream)
        {
            exchange.Gate.StartKeepAlives(exchange.Pool.Options.KeepAlive);
        }

        var loop = new Loop(context, exchange);
        var resilience = ResilienceContextPool.Shared.Get(exchange.Cancelled);
        AttemptVerdict verdict;
        try
        {
            resilience.Properties.Set(LoopKey, loop);
            verdict = await pipelines.For(exchange.Pool).ExecuteAsync(static (rc, self) => self.Middleware.TryAsync(self.Loop), resilience, (Middleware: this, Loop: loop));
        }
        catch (OperationCanceledException) when (exchange.Cancelled.IsCancellationRequested)
        {
            verdict = VerdictClassifier.Judge(Observe(exchange, null, transportFailed: true));
        }
        finally
        {
            ResilienceContextPool.Shared.Return(resilience);
        }

        await ConcludeAsync(exchange, loop.Telling(verdict));
    }

    private async ValueTask<AttemptVerdict> TryAsync(Loop loop)
    {
        var exchange = loop.Exchange;
        var attempt = new Attempt(exchange, exchange.Attempts.Count + 1, time);
        exchange.Attempts.Add(attempt);
        using var shadow = new AttemptContext(loop.Caller, attempt, loop.Candidates());
        await next(shadow.Http);
        attempt.EndedAt = time.GetTimestamp();
        loop.Tried(shadow.Http.GetReverseProxyFeature().ProxiedDestination);
        if (attempt.Deployment is null)
        {
            return new AttemptVerdict.Fatal(GatewayErrors.NoHealthyTarget(exchange.ModelAsked));
        }

        var error = shadow.Http.Features.Get<IForwarderErrorFeature>();
        var ended = error is null && await CompleteAsync(attempt);
        attempt.Failure ??= TransportFailure.From(error, attempt);
        var verdict = VerdictClassifier.Judge(Observe(exchange, attempt, transportFailed: !ended && !attempt.IsComplete));
        loop.Judged(verdict);
        return verdict;
    }

    /// <summary>Lets the sink judge the end of an answer; false where a timer or the caller was faster.</summary>
    private static async ValueTask<bool> CompleteAsync(Attempt attempt)
    {
        if (attempt.Failure is not null || attempt.Sink is not { } sink)
        {
            return true;
        }

        try
        {
            await sink.CompleteAsync(attempt.Token);
            return true;
        }
        catch (OperationCanceledException) when (attempt.Token.IsCancellationRequested || attempt.Exchange.Gate.CallerLeft)
        {
            return false;
        }
    }

    private static AttemptOutcome Observe(Exchange exchange, Attempt? attempt, bool transportFailed) => new()
    {
        Provider = attempt?.Deployment?.ProviderName ?? "",
        Timeouts = exchange.Pool.Options.Timeouts,
        CallerLeft = exchange.Gate.CallerLeft,
        TotalTimeout = exchange.IsOverTotal && attempt is not { IsComplete: true } ? exchange.Total : null,
        Timer = attempt is { IsComplete: false } ? attempt.ExpiredTimer : AttemptTimer.None,
        Failure = attempt?.Failure,
        TransportFailed = transportFailed,
        IsCommitted = exchange.Gate.IsCommitted,
    };

    private static ValueTask ConcludeAsync(Exchange exchange, AttemptVerdict verdict)
    {
        switch (verdict)
        {
            case AttemptVerdict.Retry last:
                return exchange.Gate.FailAsync(last.Failure.Error, last.Failure.RetryAfter, exhausted: true);
            case AttemptVerdict.Fatal { Error: { } error } fatal:
                return exchange.Gate.FailAsync(error, fatal.RetryAfter);
            case AttemptVerdict.Fatal:
                exchange.Gate.NoteCallerLeft();
                return ValueTask.CompletedTask;
            default:
                return ValueTask.CompletedTask;
        }
    }

    /// <summary>Whether a target is left for another attempt.</summary>
    internal static bool HasCandidate(ResilienceContext context) =>
        context.Properties.TryGetValue(LoopKey, out var loop) && loop.HasCandidate && !loop.Exchange.Cancelled.IsCancellationRequested;

    /// <summary>Which targets of the pool have been tried.</summary>
    private sealed class Loop(HttpContext caller, Exchange exchange)
    {
        private readonly List<DestinationState> _untried = [.. exchange.Pool.Destinations];
        private AttemptVerdict.Retry? _lastSent;

        public HttpContext Caller => caller;

        public Exchange Exchange => exchange;

        public bool HasCandidate => _untried.Count > 0;

        public void Tried(DestinationState? destination)
        {
            if (destination is not null)
            {
                _untried.Remove(destination);
            }
        }

        public void Judged(AttemptVerdict verdict)
        {
            if (verdict is AttemptVerdict.Retry { Failure.Class: not FailureClass.Untranslatable } retry)
            {
                _lastSent = retry;
            }
        }

        /// <summary>A target that cannot express the request says nothing about it once another one took it and failed.</summary>
        public AttemptVerdict Telling(AttemptVerdict verdict) =>
            verdict is AttemptVerdict.Retry { Failure.Class: FailureClass.Untranslatable } && _lastSent is { } sent ? sent : verdict;

        /// <summary>The untried targets of the lowest tier that has any.</summary>
        public IReadOnlyList<DestinationState> Candidates()
        {
            if (_untried.Count <= 1)
            {
                return [.. _untried];
            }

            var tier = _untried.Min(destination => exchange.Pool.Find(destination).Target.Tier);
            return [.. _untried.Where(destination => exchange.Pool.Find(destination).Target.Tier == tier)];
        }
    }
}
