using System.Net;
using System.Net.Sockets;

namespace AiGateway.Admin;

/// <summary>
/// Slows down whoever guesses tokens: from the tenth bad one on, an address (of IPv6 its /64) and a token's id are each refused for a
/// time that doubles with every further one. Neither a good token nor a bad one is looked at meanwhile, so that nothing can be learned.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="free">How many bad tokens cost nothing.</param>
/// <remarks>At most <see cref="Limit"/> of them are kept in mind; of those, who has been quiet for longest gives way first.</remarks>
internal sealed class BruteForceGuard(TimeProvider time, int free = BruteForceGuard.Free)
{
    /// <summary>The most addresses and ids that are kept in mind.</summary>
    public const int Limit = 4096;

    /// <summary>How many bad tokens cost nothing where nothing else is said.</summary>
    public const int Free = 10;

    /// <summary>The delay after the first that does.</summary>
    public static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);

    /// <summary>The longest delay.</summary>
    public static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(1);

    /// <summary>How long bad tokens are remembered.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromMinutes(15);

    private readonly Lock _lock = new();
    private readonly long _origin = time.GetTimestamp();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>How many are kept in mind.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _entries.Count;
            }
        }
    }

    private TimeSpan Now => time.GetElapsedTime(_origin);

    /// <summary>How long a request must wait; null where it need not.</summary>
    /// <param name="address">Where it comes from.</param>
    /// <param name="tokenId">The id of the token it brings; null where what it brings is none.</param>
    public TimeSpan? DelayOf(IPAddress? address, string? tokenId)
    {
        lock (_lock)
        {
            if (_entries.Count == 0)
            {
                return null;
            }

            var now = Now;
            var until = Until(AddressKey(address));
            if (tokenId is not null && Until(TokenKey(tokenId)) is var other && other > until)
            {
                until = other;
            }

            return until > now ? until - now : null;
        }

        TimeSpan Until(string key) => _entries.TryGetValue(key, out var entry) ? entry.Until : TimeSpan.Zero;
    }

    /// <summary>Counts a bad token.</summary>
    /// <returns>The delay that follows from it; null for none.</returns>
    public TimeSpan? Failed(IPAddress? address, string? tokenId)
    {
        lock (_lock)
        {
            var now = Now;
            var delay = Note(AddressKey(address), now);
            if (tokenId is not null && Note(TokenKey(tokenId), now) is var other && other > delay)
            {
                delay = other;
            }

            return delay == TimeSpan.Zero ? null : delay;
        }
    }

    private TimeSpan Note(string key, TimeSpan now)
    {
        if (!_entries.TryGetValue(key, out var entry) || now - entry.Last > Memory)
        {
            if (entry is null && _entries.Count >= Limit)
            {
                DropQuietest();
            }

            entry = _entries[key] = new Entry();
        }

        entry.Last = now;
        entry.Failures++;
        if (entry.Failures < free)
        {
            return TimeSpan.Zero;
        }

        var delay = TimeSpan.FromSeconds(Math.Min(FirstDelay.TotalSeconds * Math.Pow(2, entry.Failures - free), LongestDelay.TotalSeconds));
        entry.Until = now + delay;
        return delay;
    }

    /// <summary>A sixteenth at once, so that a table that stays full is not searched for each new entry.</summary>
    private void DropQuietest()
    {
        foreach (var (key, _) in _entries.OrderBy(static entry => entry.Value.Until).ThenBy(static entry => entry.Value.Last).Take(Limit / 16).ToArray())
        {
            _entries.Remove(key);
        }
    }

    private static string AddressKey(IPAddress? address)
    {
        if (address is null)
        {
            return "address:";
        }

        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? $"address:{Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))}/64"
            : $"address:{address}";
    }

    private static string TokenKey(string tokenId) => $"token:{tokenId}";

    private sealed class Entry
    {
        public int Failures { get; set; }

        public TimeSpan Last { get; set; }

        public TimeSpan Until { get; set; }
    }
}
