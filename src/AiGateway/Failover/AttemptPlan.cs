using AiGateway.Configuration;
using AiGateway.Exchanges;
using AiGateway.Providers;
using Yarp.ReverseProxy.Model;

namespace AiGateway.Failover;

/// <summary>
/// Which targets of a pool may be called next, and when: those not yet called, in the order of their tiers; then, once they are spent,
/// those that may be better after a pause.
/// </summary>
internal sealed class AttemptPlan
{
    private const int AfterTiers = 10_000;
    private const int MostRests = 100;

    private readonly Exchange _exchange;
    private readonly Pool _pool;
    private readonly TargetReadiness _readiness;
    private readonly TimeProvider _time;
    private readonly Func<bool> _mayRepeat;
    private readonly TargetProgress[] _targets;
    private TargetProgress? _forced;
    private TimeSpan _waited;
    private int _rests;
    private bool _isTooLong;
    private bool _isRefused;
    private long _contextSpent;

    /// <summary>Makes the plan of a request for one pool.</summary>
    /// <param name="exchange">The request.</param>
    /// <param name="eligible">The pool's targets that may take it.</param>
    /// <param name="readiness">What is known of the targets.</param>
    /// <param name="time">The clock.</param>
    /// <param name="mayRepeat">Takes a repeat from the budget, if there is one left.</param>
    public AttemptPlan(Exchange exchange, IReadOnlyList<DestinationState> eligible, TargetReadiness readiness, TimeProvider time, Func<bool> mayRepeat)
    {
        (_exchange, _pool, _readiness, _time, _mayRepeat) = (exchange, exchange.Pool, readiness, time, mayRepeat);
        _targets = new TargetProgress[eligible.Count];
        for (var i = 0; i < _targets.Length; i++)
        {
            var deployment = _pool.Find(eligible[i]);
            _targets[i] = new TargetProgress(eligible[i], deployment, _pool.UpstreamModel(deployment, exchange.NameRouted))
            {
                // The request keeps its snapshot, in which that does not change.
                IsSpent = KeysOf(deployment).IsOutOfReach,
            };
        }
    }

    /// <summary>The targets that load balancing may pick from for the attempt to come.</summary>
    public IReadOnlyList<DestinationState> Candidates { get; private set; } = [];

    /// <summary>The keys that the attempt to come must not use.</summary>
    public IReadOnlyCollection<string> KeysSpent { get; private set; } = [];

    /// <summary>Whether the attempt to come repeats one at its target, and was taken out of the budget for that.</summary>
    public bool IsRepeat { get; private set; }

    /// <summary>How long the first of the targets rests that could not be waited for; null where none does.</summary>
    public TimeSpan? RestsFor { get; private set; }

    /// <summary>The provider that has refused the gateway's keys, where that is why no target may be called; else null.</summary>
    public string? RefusedBy
    {
        get
        {
            return _targets.Length > 0 && Array.TrueForAll(_targets, target => KeysOf(target.Deployment).AreRefused)
                ? _targets[0].Deployment.ProviderName
                : null;
        }
    }

    /// <summary>The provider whose keys the store does not give out now, where that is why no target may be called; else null.</summary>
    public string? LackingKeysOf => _targets.Length > 0 && Array.TrueForAll(_targets, target => KeysOf(target.Deployment).IsOutOfReach)
        ? _targets[0].Deployment.ProviderName
        : null;

    /// <summary>Takes note of an attempt that failed with nothing sent.</summary>
    public void Note(DestinationState? destination, Attempt attempt, AttemptFailure failure)
    {
        _forced = null;
        var target = Array.Find(_targets, t => t.Destination == destination);
        if (target is null || failure.Class == FailureClass.Resting)
        {
            _rests++;
            GiveBack(target);
            return;
        }

        target.IsTried = true;
        target.NotBefore = failure.RetryAfter is { } wait ? _time.GetTimestamp() + (long)(wait.TotalSeconds * _time.TimestampFrequency) : 0;
        switch (failure.Class)
        {
            case FailureClass.KeyPermanent or FailureClass.KeyTransient:
                NoteKey(target, attempt, failure);
                break;
            case FailureClass.ServerTransient or FailureClass.Unreachable:
                break;
            case FailureClass.TooLong:
                _isTooLong = true;
                _contextSpent = Math.Max(_contextSpent, _readiness.ContextOf(_exchange, target.Deployment, target.Model) ?? 0);
                target.IsSpent = true;
                break;
            case FailureClass.PolicyRefusal:
                _isRefused = true;
                target.IsSpent = true;
                break;
            default:
                // A target that was silent once is not waited for a second time.
                target.IsSpent = true;
                break;
        }

        NoteTwins(target);
    }

    /// <summary>Takes note that a target is being called by an attempt that runs beside the one to come.</summary>
    public void NoteUnderWay(Deployment deployment)
    {
        foreach (var target in _targets)
        {
            target.IsTried |= target.Deployment == deployment;
        }
    }

    /// <summary>Decides on the attempt to come, and sets <see cref="Candidates"/> for it.</summary>
    /// <param name="atOnce">Whether only an untried target that may be called now will do.</param>
    public NextStep Next(bool atOnce = false)
    {
        IsRepeat = false;
        if (_exchange.AttemptsSent >= _pool.Options.MaxAttempts || _rests > MostRests)
        {
            return NextStep.Stop;
        }

        if (_forced is { } forced)
        {
            // Once: a hedge beside the attempt is for another target.
            _forced = null;
            Choose(forced);
            return NextStep.Now;
        }

        return ChooseUntried() ? NextStep.Now : atOnce ? NextStep.Stop : ChooseAfterPause();
    }

    /// <summary>The same model at the same provider may stand in several lists, for different reasons to ask it: it is still one target.</summary>
    private void NoteTwins(TargetProgress target)
    {
        foreach (var twin in _targets)
        {
            if (twin != target && twin.Model == target.Model && twin.Deployment.ProviderName.Equals(target.Deployment.ProviderName, StringComparison.OrdinalIgnoreCase))
            {
                twin.IsTried = twin.IsSpent = true;
            }
        }
    }

    /// <summary>A repeat that met a rest was none: the timer rang a little early, or another request's failure made the rest longer.</summary>
    private void GiveBack(TargetProgress? target)
    {
        if (IsRepeat && target is { Repeats: > 0 })
        {
            target.Repeats--;
        }
    }

    private void NoteKey(TargetProgress target, Attempt attempt, AttemptFailure failure)
    {
        if (attempt.KeyId is { } key)
        {
            target.KeysSpent = [.. target.KeysSpent.Where(spent => spent != key), key];
        }

        if (TargetReadiness.HasOtherKey(_exchange, target.Deployment, target.Model, target.KeysSpent))
        {
            _forced = target;
        }
        else if (failure.Class == FailureClass.KeyPermanent)
        {
            target.IsSpent = true;
        }
    }

    /// <summary>Chooses the targets of the lowest rank that has one not yet called and not resting.</summary>
    private bool ChooseUntried()
    {
        var best = int.MaxValue;
        List<DestinationState>? chosen = null;
        for (var i = 0; i < _targets.Length; i++)
        {
            var target = _targets[i];
            if (target.IsTried || RankOf(target, i) is not { } rank || rank > best || _readiness.RestsFor(_exchange, target.Deployment, target.Model) is not null)
            {
                continue;
            }

            if (rank < best)
            {
                best = rank;
                chosen = [];
            }

            chosen!.Add(target.Destination);
        }

        if (chosen is null)
        {
            return false;
        }

        Candidates = chosen;
        KeysSpent = [];
        return true;
    }

    /// <summary>Chooses the target that may be called first: one that rests, or one that has failed and may be asked again.</summary>
    private NextStep ChooseAfterPause()
    {
        var options = _pool.Options;
        TargetProgress? first = null;
        var pause = TimeSpan.MaxValue;
        RestsFor = null;
        for (var i = 0; i < _targets.Length; i++)
        {
            var target = _targets[i];
            if (RankOf(target, i) is null || (target.IsTried && target.Repeats >= options.MaxRetries))
            {
                continue;
            }

            var rest = _readiness.RestsFor(_exchange, target.Deployment, target.Model) ?? TimeSpan.Zero;
            var asked = target.NotBefore == 0 ? TimeSpan.Zero : _time.GetElapsedTime(_time.GetTimestamp(), target.NotBefore);
            var wait = rest > asked ? rest : asked;
            RestsFor = wait > TimeSpan.Zero && (RestsFor is not { } least || wait < least) ? wait : RestsFor;
            if (wait < pause && _waited + wait <= options.RetryAfterCap)
            {
                (first, pause) = (target, wait);
            }
        }

        if (first is null)
        {
            return NextStep.Stop;
        }

        var jitter = first.IsTried ? Backoff.Delay(options.RetryDelay, first.Repeats, options.RetryAfterCap, Random.Shared.NextDouble()) : TimeSpan.Zero;
        if (pause + jitter >= _exchange.TimeLeft || (first.IsTried && !_mayRepeat()))
        {
            return NextStep.Stop;
        }

        // Timers cut off parts of a millisecond: woken too early, the target would still rest.
        pause = pause > TimeSpan.Zero ? TimeSpan.FromMilliseconds(Math.Ceiling(pause.TotalMilliseconds) + 1) : pause;
        _waited += pause;
        if (first.IsTried)
        {
            first.Repeats++;
            first.KeysSpent = [];
            IsRepeat = true;
        }

        Choose(first);
        return NextStep.After(pause + jitter);
    }

    private CredentialPool KeysOf(Deployment deployment) => _exchange.Config.Providers[deployment.ProviderName].Credentials;

    private void Choose(TargetProgress target)
    {
        Candidates = [target.Destination];
        KeysSpent = target.KeysSpent;
    }

    /// <summary>A target's turn; null where it has none.</summary>
    private int? RankOf(TargetProgress target, int index)
    {
        if (target.IsSpent || (_isRefused && target.Deployment.Role != TargetRole.Policy))
        {
            return null;
        }

        if (_isTooLong && _readiness.ContextOf(_exchange, target.Deployment, target.Model) is { } context && context <= _contextSpent)
        {
            return null;
        }

        return target.Deployment.Role switch
        {
            TargetRole.Regular => target.Deployment.Target.Tier,
            TargetRole.TooLong => _isTooLong ? AfterTiers + index : null,
            TargetRole.Policy => _isRefused ? AfterTiers + index : null,
            _ => (2 * AfterTiers) + index,
        };
    }
}
