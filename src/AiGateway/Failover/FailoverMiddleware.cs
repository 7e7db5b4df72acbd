using AiGateway.Exchanges;
using AiGateway.Health;
using AiGateway.Routing;
using Polly;

namespace AiGateway.Failover;

/// <summary>
/// Loops around the rest of the pipeline until an attempt has answered: each on a context of its own over the pristine request, with
/// the target, the key and the pause that the plan says.
/// </summary>
internal sealed class FailoverMiddleware(
    RequestDelegate next,
    FailoverPipelines pipelines,
    Eligibility eligibility,
    TargetReadiness readiness,
    RetryBudget budget,
    Hedges hedges,
    Mirror mirror,
    OutcomeReporter reporter,
    TimeProvider time)
{
    private readonly AttemptRunner _runner = new(next, reporter, time);

    /// <summary>Handles one request.</summary>
    public Task InvokeAsync(HttpContext context) =>
        context.Features.Get<Exchange>() is { } exchange ? HandleAsync(context, exchange) : next(context);

    private async Task HandleAsync(HttpContext context, Exchange exchange)
    {
        if (exchange.Stream)
        {
            exchange.Gate.StartKeepAlives(exchange.Pool.Options.KeepAlive);
        }

        if (exchange.MirrorOf is null)
        {
            budget.RequestStarted(exchange.Config.Options.RetryBudget);
        }

        var pool = exchange.Pool;
        var loop = new FailoverLoop(context, exchange, _runner, eligibility, readiness, budget, hedges, time);
        var resilience = ResilienceContextPool.Shared.Get(exchange.Cancelled);
        try
        {
            resilience.Properties.Set(FailoverPipelines.LoopKey, loop);
            var running = pipelines.For(pool).ExecuteAsync(static (_, self) => self.RunAsync(), resilience, loop).AsTask();
            mirror.Offer(context, exchange, pool, InvokeAsync);
            await running;
        }
        catch (OperationCanceledException) when (exchange.Cancelled.IsCancellationRequested)
        {
            // The caller left, or the time was over, while the next attempt was waited for.
            loop.Interrupted();
        }
        finally
        {
            ResilienceContextPool.Shared.Return(resilience);
        }

        await ConcludeAsync(exchange, loop);
    }

    private static ValueTask ConcludeAsync(Exchange exchange, FailoverLoop loop)
    {
        exchange.Decisive = loop.Decisive ?? exchange.Decisive;
        switch (loop.Verdict)
        {
            case AttemptVerdict.Retry last:
                return exchange.Gate.FailAsync(last.Failure.Error, loop.RetryAfter ?? last.Failure.RetryAfter, exhausted: true);
            case AttemptVerdict.Fatal { Error: { } error } fatal:
                return exchange.Gate.FailAsync(error, fatal.Failure?.RetryAfter);
            case AttemptVerdict.Fatal:
                exchange.Gate.NoteCallerLeft();
                return ValueTask.CompletedTask;
            default:
                return ValueTask.CompletedTask;
        }
    }
}
