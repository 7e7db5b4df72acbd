using System.Runtime.CompilerServices;
using AiGateway.Configuration;
using AiGateway.Exchanges;
using AiGateway.Health;

namespace AiGateway.Failover;

/// <summary>
/// Makes an attempt, and a second one beside it where the first is slow to its first content and the model allows that. Whichever has
/// content first answers; the other is cancelled.
/// </summary>
internal sealed class Hedges(TargetStats stats, RetryBudget retries, TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly ConditionalWeakTable<Pool, RetryBudget> _budgets = [];

    /// <summary>Makes the attempt that a plan is ready for.</summary>
    public ValueTask<AttemptResult> RunAsync(HttpContext caller, Exchange exchange, AttemptRunner runner, AttemptPlan plan)
    {
        if (exchange.Pool.Options.Hedge is not { } options)
        {
            return runner.RunAsync(caller, runner.Create(exchange, plan.KeysSpent), plan.Candidates);
        }

        var budget = _budgets.GetValue(exchange.Pool, _ => new RetryBudget(time));
        var share = new RetryBudgetOptions { Share = options.Share, Window = Window, Least = 1 };
        budget.RequestStarted(share);
        return RaceAsync(caller, exchange, runner, plan, () => budget.TryRepeat(share));
    }

    private async ValueTask<AttemptResult> RaceAsync(HttpContext caller, Exchange exchange, AttemptRunner runner, AttemptPlan plan, Func<bool> isAllowed)
    {
        var first = runner.Create(exchange, plan.KeysSpent, races: true);
        var firstEnding = runner.RunAsync(caller, first, plan.Candidates).AsTask();
        if (!await IsSlowAsync(exchange, first) || first.Deployment is not { } busy)
        {
            return await firstEnding;
        }

        plan.NoteUnderWay(busy);
        if (!plan.Next(atOnce: true).Goes || !isAllowed())
        {
            return await firstEnding;
        }

        retries.Count(exchange.Config.Options.RetryBudget);
        var second = runner.Create(exchange, plan.KeysSpent, races: true);
        var secondEnding = runner.RunAsync(caller, second, plan.Candidates).AsTask();
        await Task.WhenAny(first.Decided, second.Decided);
        if (first.IsCommitted || second.IsCommitted)
        {
            var (winner, loser) = first.IsCommitted ? (first, second) : (second, first);
            loser.Lose();
            var results = await Task.WhenAll(firstEnding, secondEnding);
            return winner == first ? results[0] : results[1];
        }

        // One of them failed: all depends on the other, and the plan hears of both.
        var both = await Task.WhenAll(firstEnding, secondEnding);
        var (failed, last) = first.EndedAt <= second.EndedAt ? (both[0], both[1]) : (both[1], both[0]);
        if (failed.Verdict is AttemptVerdict.Retry { Failure: var failure } && last.Verdict is AttemptVerdict.Retry)
        {
            plan.Note(failed.Destination, failed.Attempt, failure);
        }

        return last;
    }

    /// <summary>Waits until the attempt has decided or has taken longer than it should.</summary>
    private async ValueTask<bool> IsSlowAsync(Exchange exchange, Attempt attempt)
    {
        var after = exchange.Pool.Options.Hedge!.After;
        if (after is null && exchange.Stream && attempt.Deployment is { } deployment)
        {
            after = stats.FirstTokenP95(deployment.ProviderName, attempt.UpstreamModel);
        }

        if (after is not { } limit)
        {
            return false;
        }

        using var over = CancellationTokenSource.CreateLinkedTokenSource(exchange.Cancelled);
        var timer = Task.Delay(limit, time, over.Token);
#pragma warning disable VSTHRD003 // Completed by the gate or the attempt's own run, neither of which waits for this.
        await Task.WhenAny(attempt.Decided, timer);
#pragma warning restore VSTHRD003
        var isSlow = !attempt.Decided.IsCompleted && !exchange.Cancelled.IsCancellationRequested;
        await over.CancelAsync();
        return isSlow;
    }
}
