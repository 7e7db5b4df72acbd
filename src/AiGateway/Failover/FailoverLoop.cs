using AiGateway.Exchanges;
using AiGateway.Health;
using AiGateway.Protocol.Chat;
using AiGateway.Routing;

namespace AiGateway.Failover;

/// <summary>One request's way through its attempts.</summary>
internal sealed class FailoverLoop
{
    private readonly HttpContext _caller;
    private readonly Exchange _exchange;
    private readonly AttemptRunner _runner;
    private readonly Eligibility _eligibility;
    private readonly TargetReadiness _readiness;
    private readonly RetryBudget _budget;
    private readonly Hedges _hedges;
    private readonly TimeProvider _time;
    private readonly GatewayError? _refusal;
    private AttemptPlan _plan;
    private int _fallbacksTaken;
    private bool _hasBegun;

    /// <summary>Makes the loop of a request.</summary>
    public FailoverLoop(HttpContext caller, Exchange exchange, AttemptRunner runner, Eligibility eligibility, TargetReadiness readiness, RetryBudget budget, Hedges hedges, TimeProvider time)
    {
        (_caller, _exchange, _runner, _eligibility, _readiness, _budget, _hedges, _time) = (caller, exchange, runner, eligibility, readiness, budget, hedges, time);
        _plan = Plan(out _refusal);
    }

    /// <summary>What the last attempt came to; where none could be made, why.</summary>
    public AttemptVerdict Verdict { get; private set; } = null!;

    /// <summary>The attempt whose verdict that is.</summary>
    public Attempt? Decisive { get; private set; }

    /// <summary>When a target may be called again, where all of them rest.</summary>
    public TimeSpan? RetryAfter { get; private set; }

    /// <summary>What follows the attempt that has ended.</summary>
    public NextStep Step { get; private set; }

    /// <summary>Makes the next attempt, or the first.</summary>
    public async ValueTask<AttemptVerdict> RunAsync()
    {
        if (!_hasBegun)
        {
            _hasBegun = true;
            if (!Advance())
            {
                RetryAfter = _plan.RestsFor;
                return Verdict = Nowhere();
            }

            if (Step.Delay > TimeSpan.Zero)
            {
                await Task.Delay(Step.Delay, _time, _exchange.Cancelled);
            }
        }
        else if (!_plan.IsRepeat)
        {
            _budget.Count(_exchange.Config.Options.RetryBudget);
        }

        Take(await _hedges.RunAsync(_caller, _exchange, _runner, _plan));
        return Verdict;
    }

    /// <summary>Whether another attempt follows the last.</summary>
    public bool GoesOn() => Verdict is AttemptVerdict.Retry && !_exchange.Cancelled.IsCancellationRequested && Advance();

    /// <summary>The exchange ended while the next attempt was waited for.</summary>
    public void Interrupted() => Verdict = new AttemptVerdict.Fatal(_exchange.IsOverTotal ? GatewayErrors.TotalTimedOut(_exchange.Total) : null);

    /// <summary>
    /// Keeps the verdict that the caller is told of if none follows: a target that could not express the request or rests says nothing
    /// about it once another took it and failed.
    /// </summary>
    private void Take(AttemptResult result)
    {
        if (Verdict is null || IsWordless(Verdict) || !IsWordless(result.Verdict))
        {
            (Verdict, Decisive) = (result.Verdict, result.Attempt);
        }

        if (result.Verdict is AttemptVerdict.Retry { Failure: var failure })
        {
            _plan.Note(result.Destination, result.Attempt, failure);
        }
    }

    private static bool IsWordless(AttemptVerdict verdict) =>
        verdict is AttemptVerdict.Retry { Failure.Class: FailureClass.Untranslatable or FailureClass.Resting };

    private bool Advance()
    {
        Step = _plan.Next();
        while (!Step.Goes && _fallbacksTaken < _exchange.FallbacksAsked.Count)
        {
            var name = _exchange.FallbacksAsked[_fallbacksTaken++];
            _exchange.RouteTo(_exchange.Config.Models.Find(name)!, name);
            _plan = Plan(out _);
            Step = _plan.Next();
        }

        if (!Step.Goes && Verdict is AttemptVerdict.Retry { Failure.Class: FailureClass.Resting })
        {
            RetryAfter = _plan.RestsFor;
        }

        _exchange.Paused += Step.Delay;
        return Step.Goes;
    }

    /// <summary>Why not even one attempt could be made: the targets are not for such a request, or they rest.</summary>
    private AttemptVerdict Nowhere() => _refusal is { } refusal
        ? new AttemptVerdict.Fatal(refusal)
        : new AttemptVerdict.Retry(new AttemptFailure(
            FailureClass.Resting,
            _plan.RefusedBy is { } refused ? GatewayErrors.CredentialsExhausted(refused)
            : _plan.LackingKeysOf is { } lacking ? GatewayErrors.CredentialsUnavailable(lacking)
            : GatewayErrors.NoHealthyTarget(_exchange.ModelAsked)));

    private AttemptPlan Plan(out GatewayError? refusal)
    {
        var eligible = _eligibility.Find(_exchange, _exchange.Pool);
        refusal = eligible.Refusal;
        return new AttemptPlan(_exchange, eligible.Targets, _readiness, _time, () => _budget.TryRepeat(_exchange.Config.Options.RetryBudget));
    }
}
