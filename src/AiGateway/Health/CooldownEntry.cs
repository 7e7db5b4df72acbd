using AiGateway.Configuration;

namespace AiGateway.Health;

/// <summary>
/// What is known of one thing that has failed: closed (it may be asked, failures are counted), resting (nobody asks it), or on trial
/// (its rest is over, and one caller at a time asks it until one succeeds). Times are ticks from the table's origin.
/// </summary>
internal sealed class CooldownEntry
{
    /// <summary>How long failures in a row, and the length a rest has grown to, are remembered while nothing happens.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromMinutes(10);

    /// <summary>Outcomes below which a share of failures says nothing.</summary>
    private const int LeastOutcomes = 10;

    /// <summary>How soon to look again while another has the trial: nobody knows how long it takes.</summary>
    private static readonly TimeSpan TrialGuess = TimeSpan.FromMilliseconds(250);

    private readonly Lock _lock = new();
    private readonly OutcomeWindow _outcomes = new();
    private long _restUntil; // 0 while closed
    private long _trialUntil; // 0 while nobody has the trial
    private long _touched;
    private int _inARow;
    private int _doublings;
    private bool _isRetired;

    /// <summary>For the bound of the table: what rests longest is worth most, then what was heard of last.</summary>
    public long Usefulness => Math.Max(Volatile.Read(ref _restUntil), Volatile.Read(ref _touched));

    /// <summary>Whether it may simply be asked; read without the lock and without the clock.</summary>
    public bool IsClosed => Volatile.Read(ref _restUntil) == 0;

    /// <summary>Whether the entry has nothing left to say and is to be removed; it counts nothing more.</summary>
    public bool IsRetired => Volatile.Read(ref _isRetired);

    /// <summary>Whether its rest is not over.</summary>
    public bool IsResting(long now) => Volatile.Read(ref _restUntil) > now;

    /// <summary>How long it may not be asked; null where it may.</summary>
    public TimeSpan? RestsFor(long now)
    {
        var restUntil = Volatile.Read(ref _restUntil);
        if (restUntil > now)
        {
            return new TimeSpan(restUntil - now);
        }

        var trialUntil = Volatile.Read(ref _trialUntil);
        return restUntil != 0 && trialUntil > now ? new TimeSpan(Math.Min(trialUntil - now, TrialGuess.Ticks)) : null;
    }

    /// <summary>Claims the right to ask.</summary>
    /// <param name="now">The time.</param>
    /// <param name="lease">How long a trial keeps others off if nothing is heard of it.</param>
    /// <param name="isTrial">Whether it is the one trial.</param>
    public bool TryClaim(long now, TimeSpan lease, out bool isTrial)
    {
        lock (_lock)
        {
            isTrial = false;
            if (_restUntil == 0)
            {
                return true;
            }

            if (_restUntil > now || _trialUntil > now)
            {
                return false;
            }

            Volatile.Write(ref _trialUntil, now + lease.Ticks);
            isTrial = true;
            return true;
        }
    }

    /// <summary>Frees the trial for the next.</summary>
    public void ReleaseTrial()
    {
        lock (_lock)
        {
            Volatile.Write(ref _trialUntil, 0);
        }
    }

    /// <summary>Counts a success.</summary>
    /// <param name="now">The time.</param>
    /// <param name="proves">Whether it shows that the rest may end; null where that depends on whether the rest is over.</param>
    /// <returns>Whether a rest ended.</returns>
    public bool Succeed(long now, bool? proves)
    {
        lock (_lock)
        {
            Volatile.Write(ref _touched, now);
            _inARow = 0;
            if (_restUntil == 0)
            {
                _outcomes.Add(now, failed: false);
                Volatile.Write(ref _isRetired, _isRetired || _outcomes.Count(now).Failures == 0);
                return false;
            }

            if (!(proves ?? _restUntil <= now))
            {
                return false;
            }

            Volatile.Write(ref _restUntil, 0);
            Volatile.Write(ref _trialUntil, 0);
            Volatile.Write(ref _isRetired, true);
            return true;
        }
    }

    /// <summary>Counts a failure.</summary>
    /// <param name="now">The time.</param>
    /// <param name="rules">When to rest.</param>
    /// <param name="isTrial">Whether it was the trial's; null where any failure after the rest counts as that.</param>
    /// <returns>Whether a rest began, and whether the entry was still in use: else nothing was counted.</returns>
    public (bool Rests, bool Counted) Fail(long now, CooldownOptions rules, bool? isTrial)
    {
        lock (_lock)
        {
            if (_isRetired)
            {
                return (false, false);
            }

            if (_restUntil != 0)
            {
                // A call that was under way when the rest began says nothing new.
                return (isTrial ?? _restUntil <= now) ? (Grow(now, rules, 1), true) : (false, true);
            }

            if (now - _touched > Memory.Ticks)
            {
                _inARow = 0;
            }

            Volatile.Write(ref _touched, now);
            _inARow++;
            _outcomes.SetLength(rules.Window);
            _outcomes.Add(now, failed: true);
            var (failures, total) = _outcomes.Count(now);
            var rests = rules.Rest > TimeSpan.Zero && (_inARow >= rules.Failures || (total >= LeastOutcomes && failures >= rules.Share * total));
            return (rests && Grow(now, rules, 1), true);
        }
    }

    /// <summary>Lets it rest after a single failure, longer each time that no success comes between; a rest under way stays as it is.</summary>
    /// <param name="now">The time.</param>
    /// <param name="rules">How long.</param>
    /// <param name="factor">What the rest is multiplied with, so that not all come back at once.</param>
    /// <returns>As <see cref="Fail"/>.</returns>
    public (bool Rests, bool Counted) BackOff(long now, CooldownOptions rules, double factor)
    {
        lock (_lock)
        {
            return _isRetired ? (false, false) : (_restUntil <= now && Grow(now, rules, factor), true);
        }
    }

    /// <summary>Lets it rest at once; never shortens a rest.</summary>
    /// <returns>Whether the entry was still in use.</returns>
    public bool Rest(long now, TimeSpan time)
    {
        lock (_lock)
        {
            if (_isRetired)
            {
                return false;
            }

            Volatile.Write(ref _touched, now);
            Volatile.Write(ref _restUntil, Math.Max(_restUntil, now + Math.Max(1, time.Ticks)));
            Volatile.Write(ref _trialUntil, 0);
            return true;
        }
    }

    private bool Grow(long now, CooldownOptions rules, double factor)
    {
        _doublings = _restUntil == 0 || now - _restUntil > Memory.Ticks ? 0 : Math.Min(_doublings + 1, 60);
        var rest = Math.Min(rules.Rest.Ticks * Math.Pow(2, _doublings) * factor, rules.MaxRest.Ticks);
        _inARow = 0;
        _outcomes.Clear();
        Volatile.Write(ref _touched, now);
        Volatile.Write(ref _restUntil, Math.Max(_restUntil, now + Math.Max(1, (long)rest)));
        Volatile.Write(ref _trialUntil, 0);
        return true;
    }
}
