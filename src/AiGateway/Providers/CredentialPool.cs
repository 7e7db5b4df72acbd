using AiGateway.Configuration;
using AiGateway.Health;

namespace AiGateway.Providers;

/// <summary>A provider's keys, each taking the share of requests that its weight gives it while it is well.</summary>
/// <param name="provider">The provider's name.</param>
/// <param name="keys">The keys that can be used.</param>
/// <param name="lacking">How many more are configured, but cannot be had from the store now.</param>
/// <param name="health">What is known of the keys at run time.</param>
internal sealed class CredentialPool(string provider, IReadOnlyList<ApiKeyOptions> keys, int lacking, KeyHealth health)
{
    /// <summary>The share of its quota under which a key is nearly spent.</summary>
    private const double NearlySpent = 0.1;

    /// <summary>What a key counts of which nothing is left: it is asked only where there is no other.</summary>
    private const double Spent = 1e-9;

    private readonly Credential[] _credentials = [.. keys.Select(key => Credential.Of(provider, key.Value))];

    /// <summary>Whether the provider has no key at all, and is called without one.</summary>
    public bool IsEmpty => _credentials.Length == 0 && lacking == 0;

    /// <summary>Whether the provider has keys but none can be had now: it must not be called, least of all without one.</summary>
    public bool IsOutOfReach => _credentials.Length == 0 && lacking > 0;

    /// <summary>How many keys can be used.</summary>
    public int Count => _credentials.Length;

    /// <summary>Whether the provider has keys and has refused them all.</summary>
    public bool AreRefused => _credentials.Length > 0 && Array.TrueForAll(_credentials, credential => health.IsRefused(provider, credential.Id));

    /// <summary>How long until a key may be used with a model; null where one may now, or the provider has none.</summary>
    public TimeSpan? RestsFor(string model)
    {
        TimeSpan? least = null;
        foreach (var credential in _credentials)
        {
            if (health.RestsFor(provider, model, credential.Id) is not { } rest)
            {
                return null;
            }

            least = least < rest ? least : rest;
        }

        return least;
    }

    /// <summary>Picks a key that may be used now; null where none may, or there is none.</summary>
    /// <param name="model">The model it is for.</param>
    /// <param name="except">The ids of keys that are not wanted.</param>
    /// <param name="affinity">Requests with the same one get the same key while that is well; null picks at random. Both by weight.</param>
    public Credential? Pick(string model, IReadOnlyCollection<string> except, ulong? affinity)
    {
        Span<double> weights = _credentials.Length <= 64 ? stackalloc double[64] : new double[_credentials.Length];
        weights = weights[.._credentials.Length];
        Weigh(weights, model, except);
        while (Choose(weights, affinity) is var index and >= 0)
        {
            if (health.TryUse(provider, _credentials[index].Id))
            {
                return _credentials[index];
            }

            // Somebody else has its trial.
            weights[index] = 0;
        }

        return null;
    }

    /// <summary>Picks a key by weight whether it rests or not; null where there is none.</summary>
    public Credential? PickAny()
    {
        var ticket = Random.Shared.NextInt64(Math.Max(1, keys.Sum(static key => (long)key.Weight)));
        for (var i = 0; i < _credentials.Length; i++)
        {
            ticket -= keys[i].Weight;
            if (ticket < 0)
            {
                return _credentials[i];
            }
        }

        return null;
    }

    /// <summary>What each key counts; those that are well count nothing less than their weight, and others that little only where they are all there is.</summary>
    private void Weigh(Span<double> weights, string model, IReadOnlyCollection<string> except)
    {
        for (var i = 0; i < weights.Length; i++)
        {
            var id = _credentials[i].Id;
            if ((except.Count > 0 && except.Contains(id, StringComparer.Ordinal)) || health.RestsFor(provider, model, id) is not null)
            {
                weights[i] = 0;
                continue;
            }

            var share = health.Share(provider, model, id);
            weights[i] = keys[i].Weight * (share >= NearlySpent ? 1 : Math.Max(share, Spent));
        }
    }

    private int Choose(ReadOnlySpan<double> weights, ulong? affinity) => affinity is { } hash ? Prefer(weights, hash) : Draw(weights);

    private static int Draw(ReadOnlySpan<double> weights)
    {
        var sum = 0.0;
        foreach (var weight in weights)
        {
            sum += weight;
        }

        var ticket = Random.Shared.NextDouble() * sum;
        var chosen = -1;
        for (var i = 0; i < weights.Length; i++)
        {
            if (weights[i] > 0)
            {
                // Kept in case rounding lets the ticket outlive the last.
                chosen = i;
                ticket -= weights[i];
                if (ticket < 0)
                {
                    break;
                }
            }
        }

        return chosen;
    }

    /// <summary>Weighted rendezvous hashing: a key that comes or goes moves only the requests that are its own.</summary>
    private int Prefer(ReadOnlySpan<double> weights, ulong affinity)
    {
        var chosen = -1;
        var best = double.NegativeInfinity;
        for (var i = 0; i < weights.Length; i++)
        {
            // A key that is nearly spent is no home for anybody while another is well: every score of the well beats it.
            var spent = weights[i] < keys[i].Weight;
            var score = weights[i] <= 0 ? double.NegativeInfinity : Math.Log(Fraction(affinity, _credentials[i].Id)) / weights[i] - (spent ? 1e6 : 0);
            if (score > best)
            {
                (chosen, best) = (i, score);
            }
        }

        return chosen;
    }

    /// <summary>A number in (0, 1) that is the same for the same request and key in every process.</summary>
    private static double Fraction(ulong affinity, string id)
    {
        var hash = affinity ^ 14695981039346656037UL;
        foreach (var letter in id)
        {
            hash = (hash ^ letter) * 1099511628211UL;
        }

        // Mixes the upper bits, which the fraction is made of.
        hash = (hash ^ (hash >> 33)) * 0xFF51AFD7ED558CCDUL;
        hash = (hash ^ (hash >> 33)) * 0xC4CEB9FE1A85EC53UL;
        hash ^= hash >> 33;
        return ((hash >> 11) + 0.5) / (1UL << 53);
    }
}
