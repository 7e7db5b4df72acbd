using AiGateway.Configuration;

namespace AiGateway.Health;

/// <summary>
/// Which keys rest: one that its provider refuses, for all models; one that is over its limit, for the model it was used with. And how
/// much quota each has left, for at most <see cref="Limit"/> pairs of key and model, of which those reset soonest give way first.
/// </summary>
internal sealed class KeyHealth(CooldownTable table, TimeProvider time)
{
    /// <summary>The most pairs of key and model whose quota is kept in mind.</summary>
    public const int Limit = 10_000;

    /// <summary>How long one caller alone has a key that was refused before, if nothing is heard of it: a refusal comes at once, an answer may take long.</summary>
    public static readonly TimeSpan TrialLease = TimeSpan.FromSeconds(2);

    /// <summary>A wait so short that a provider which asks for it again and again is not believed for ever.</summary>
    private static readonly TimeSpan ShortWait = TimeSpan.FromSeconds(1);

    private readonly long _origin = time.GetTimestamp();
    private readonly BoundedTable<Quota> _quotas = new(Limit, static quota => quota.Until);

    /// <summary>How many pairs' quotas are kept in mind.</summary>
    public int QuotasKept => _quotas.Count;

    private long Now => time.GetElapsedTime(_origin).Ticks;

    /// <summary>How long a key may not be used with a model; null where it may.</summary>
    public TimeSpan? RestsFor(string provider, string model, string keyId)
    {
        var whole = table.RestsFor(new HealthKey(provider, "", keyId));
        var one = table.RestsFor(new HealthKey(provider, model, keyId));
        return whole is null || one > whole ? one : whole;
    }

    /// <summary>
    /// Takes a key that <see cref="RestsFor"/> says may be used. After a refusal one caller at a time gets it; that one need not give it
    /// back, since the provider's word on a key comes soon.
    /// </summary>
    public bool TryUse(string provider, string keyId) => table.TryClaim(new HealthKey(provider, "", keyId), TrialLease, out _);

    /// <summary>The provider refused the key itself (401, 402, 403).</summary>
    public void Refused(string provider, string keyId, CooldownOptions rules) => table.Rest(new HealthKey(provider, "", keyId), rules.KeyRest);

    /// <summary>Whether a key rests because the provider refused it.</summary>
    public bool IsRefused(string provider, string keyId) => table.RestsFor(new HealthKey(provider, "", keyId)) is not null;

    /// <summary>The key is over its limit for a model (429).</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="model">The model there.</param>
    /// <param name="keyId">The key's id.</param>
    /// <param name="retryAfter">The rest that the provider asks for; where it names none, one that grows while no success comes between.</param>
    /// <param name="rules">How long that is.</param>
    public void Limited(string provider, string model, string keyId, TimeSpan? retryAfter, CooldownOptions rules)
    {
        var key = new HealthKey(provider, model, keyId);
        if (retryAfter is not { } asked)
        {
            table.BackOff(key, rules, 0.8 + (0.4 * Random.Shared.NextDouble()));
            return;
        }

        if (asked < ShortWait)
        {
            table.Failed(key, rules);
        }

        if (asked > TimeSpan.Zero)
        {
            table.Rest(key, asked);
        }
    }

    /// <summary>The provider took the key.</summary>
    public void Worked(string provider, string model, string keyId)
    {
        table.Succeeded(new HealthKey(provider, "", keyId));
        table.Succeeded(new HealthKey(provider, model, keyId));
    }

    /// <summary>The provider took the key on being asked for nothing else: a rest from a refusal ends at once.</summary>
    public void Accepted(string provider, string keyId) => table.Close(new HealthKey(provider, "", keyId));

    /// <summary>Keeps in mind what an answer said of the key's quota.</summary>
    public void Observe(string provider, string model, string keyId, RateLimits limits)
    {
        var quota = _quotas.FindOrAdd(new HealthKey(provider, model, keyId), static () => new Quota());
        quota.Set(limits.Share, Now + limits.Reset.Ticks);
    }

    /// <summary>What is left of the key's quota for a model: 1 for all of it or unknown, 0 for nothing.</summary>
    public double Share(string provider, string model, string keyId) =>
        _quotas.Find(new HealthKey(provider, model, keyId)) is { } quota && quota.Until > Now ? quota.Share : 1;

    private sealed class Quota
    {
        private double _share = 1;
        private long _until;

        public double Share => Volatile.Read(ref _share);

        public long Until => Volatile.Read(ref _until);

        /// <summary>Two answers at once may mix theirs; the next puts it right, and nothing but a preference hangs on it.</summary>
        public void Set(double share, long until)
        {
            Volatile.Write(ref _share, share);
            Volatile.Write(ref _until, until);
        }
    }
}
