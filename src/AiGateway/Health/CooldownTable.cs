using AiGateway.Configuration;

namespace AiGateway.Health;

/// <summary>
/// What rests because it failed, and what is on trial after its rest. Only what has failed lately has an entry, so that a healthy system
/// pays one read; at most <see cref="Limit"/> entries, of which those with the least time to rest give way first.
/// </summary>
internal sealed class CooldownTable(TimeProvider time)
{
    /// <summary>The most entries there may be.</summary>
    public const int Limit = 10_000;

    /// <summary>The longest rest that is taken on a provider's word.</summary>
    public static readonly TimeSpan LongestRest = TimeSpan.FromHours(24);

    /// <summary>How long a trial of which nothing is heard keeps others off: longer than any call, since each is settled at its end.</summary>
    public static readonly TimeSpan TrialLease = TimeSpan.FromMinutes(15);

    private readonly long _origin = time.GetTimestamp();
    private readonly BoundedTable<CooldownEntry> _entries = new(Limit, static entry => entry.Usefulness);

    /// <summary>What may not be asked now and for how long; trials that are under way are not among it.</summary>
    public IReadOnlyList<(HealthKey Key, TimeSpan Left)> Resting
    {
        get
        {
            var now = Now;
            return [.. _entries.All.Where(entry => entry.Value.IsResting(now)).Select(entry => (entry.Key, entry.Value.RestsFor(now) ?? TimeSpan.Zero))];
        }
    }

    /// <summary>How many entries there are, closed ones among them.</summary>
    public int Count => _entries.Count;

    private long Now => time.GetElapsedTime(_origin).Ticks + 1;

    /// <summary>How long something may not be asked; null where it may. While another has its trial, a guess.</summary>
    public TimeSpan? RestsFor(in HealthKey key) => _entries.Find(key) is { IsClosed: false } entry ? entry.RestsFor(Now) : null;

    /// <summary>Claims the right to ask; after a rest one caller at a time has it.</summary>
    /// <param name="key">What to ask.</param>
    /// <param name="isTrial">Whether this is that one caller, who must say how it went or give the trial back.</param>
    /// <returns>False where it rests, or another has the trial.</returns>
    public bool TryClaim(in HealthKey key, out bool isTrial) => TryClaim(key, TrialLease, out isTrial);

    /// <summary>As <see cref="TryClaim(in HealthKey, out bool)"/>, with a lease for callers who may never be heard of again.</summary>
    public bool TryClaim(in HealthKey key, TimeSpan lease, out bool isTrial)
    {
        isTrial = false;
        return _entries.Find(key) is not { IsClosed: false } entry || entry.TryClaim(Now, lease, out isTrial);
    }

    /// <summary>Gives a trial back that ended without a verdict: the next may try at once.</summary>
    public void ReleaseTrial(in HealthKey key) => _entries.Find(key)?.ReleaseTrial();

    /// <summary>Counts a success, which ends a rest that is over; one still running stays, since the call began before it.</summary>
    public void Succeeded(in HealthKey key) => Succeed(key, null);

    /// <summary>Counts a success and ends a rest only where it was the trial's.</summary>
    /// <returns>Whether a rest ended.</returns>
    public bool Succeeded(in HealthKey key, bool isTrial) => Succeed(key, isTrial);

    /// <summary>Ends a rest at once, on better knowledge than the failures that led to it.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Close(in HealthKey key) => Succeed(key, true);

    /// <summary>Counts a failure; after a rest it is the trial's.</summary>
    /// <returns>Whether a rest began.</returns>
    public bool Failed(in HealthKey key, CooldownOptions rules) => Fail(key, rules, null);

    /// <summary>Counts a failure of a call that was the trial, or one like any other.</summary>
    /// <returns>Whether a rest began.</returns>
    public bool Failed(in HealthKey key, CooldownOptions rules, bool isTrial) => Fail(key, rules, isTrial);

    /// <summary>Lets something rest after a single failure, twice as long each time that no success comes between; a rest under way stays as it is.</summary>
    /// <param name="key">What rests.</param>
    /// <param name="rules">How long.</param>
    /// <param name="factor">What the rest is multiplied with, so that not all come back at once.</param>
    /// <returns>Whether a rest began.</returns>
    public bool BackOff(in HealthKey key, CooldownOptions rules, double factor)
    {
        while (true)
        {
            var entry = _entries.FindOrAdd(key, static () => new CooldownEntry());
            var (rests, counted) = entry.BackOff(Now, rules, factor);
            if (counted)
            {
                return rests;
            }

            _entries.Remove(key, entry);
        }
    }

    /// <summary>Lets something rest at once, for at most <see cref="LongestRest"/>; never shortens a rest.</summary>
    public void Rest(in HealthKey key, TimeSpan time)
    {
        var bounded = time < LongestRest ? time : LongestRest;
        while (true)
        {
            var entry = _entries.FindOrAdd(key, static () => new CooldownEntry());
            if (entry.Rest(Now, bounded))
            {
                return;
            }

            _entries.Remove(key, entry);
        }
    }

    private bool Succeed(in HealthKey key, bool? proves)
    {
        if (_entries.Find(key) is not { } entry)
        {
            return false;
        }

        var ended = entry.Succeed(Now, proves);
        if (entry.IsRetired)
        {
            _entries.Remove(key, entry);
        }

        return ended;
    }

    private bool Fail(in HealthKey key, CooldownOptions rules, bool? isTrial)
    {
        while (true)
        {
            var entry = _entries.FindOrAdd(key, static () => new CooldownEntry());
            var (rests, counted) = entry.Fail(Now, rules, isTrial);
            if (counted)
            {
                return rests;
            }

            _entries.Remove(key, entry);
        }
    }
}
