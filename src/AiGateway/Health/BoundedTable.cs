using System.Collections.Concurrent;

namespace AiGateway.Health;

/// <summary>What is known by key, never more than a limit: looking up takes no lock, and a full table drops its least useful entries.</summary>
/// <param name="limit">The most entries there may be.</param>
/// <param name="usefulness">How much an entry is worth keeping; the lowest go first.</param>
internal sealed class BoundedTable<TValue>(int limit, Func<TValue, long> usefulness)
    where TValue : class
{
    private readonly ConcurrentDictionary<HealthKey, TValue> _entries = new();
    private readonly Lock _growth = new();
    private int _count;

    /// <summary>How many entries there are.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>The entries as they are now, one after the other.</summary>
    public IEnumerable<KeyValuePair<HealthKey, TValue>> All => _entries;

    /// <summary>Finds an entry; an empty table costs one read.</summary>
    public TValue? Find(in HealthKey key) => Count != 0 && _entries.TryGetValue(key, out var value) ? value : null;

    /// <summary>Finds an entry or makes it, at the cost of another where the table is full.</summary>
    public TValue FindOrAdd(in HealthKey key, Func<TValue> make)
    {
        if (Find(key) is { } known)
        {
            return known;
        }

        lock (_growth)
        {
            if (_entries.TryGetValue(key, out var other))
            {
                return other;
            }

            if (_count >= limit)
            {
                DropLeastUseful();
            }

            var made = make();
            _entries[key] = made;
            Volatile.Write(ref _count, _count + 1);
            return made;
        }
    }

    /// <summary>Removes this very entry, and no other that may have come in its place.</summary>
    public void Remove(in HealthKey key, TValue value)
    {
        lock (_growth)
        {
            if (_entries.TryRemove(KeyValuePair.Create(key, value)))
            {
                Volatile.Write(ref _count, _count - 1);
            }
        }
    }

    /// <summary>A sixteenth at once, so that a table that stays full is not searched for each new entry.</summary>
    private void DropLeastUseful()
    {
        var ranked = _entries.Select(entry => (entry.Key, Rank: usefulness(entry.Value))).ToArray();
        Array.Sort(ranked, static (a, b) => a.Rank.CompareTo(b.Rank));
        foreach (var (key, _) in ranked.AsSpan(0, Math.Max(1, limit / 16)))
        {
            _entries.TryRemove(key, out _);
            Volatile.Write(ref _count, _count - 1);
        }
    }
}
