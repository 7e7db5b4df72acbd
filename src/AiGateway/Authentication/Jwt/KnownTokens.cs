using System.Collections.Concurrent;

namespace AiGateway.Authentication.Jwt;

/// <summary>The tokens that were found good, never more than a limit: looking up takes no lock, and a full table drops what ends first.</summary>
internal sealed class KnownTokens(TimeProvider time)
{
    /// <summary>The most tokens that are kept.</summary>
    public const int Limit = 10_000;

    private readonly ConcurrentDictionary<TokenDigest, KnownToken> _tokens = new();
    private readonly Lock _growth = new();
    private int _count;

    /// <summary>How many are kept.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Finds a token that has not ended; null for any other.</summary>
    public KnownToken? Find(in TokenDigest digest) => _tokens.TryGetValue(digest, out var token) && token.Expires > time.GetUtcNow() ? token : null;

    /// <summary>Keeps a token.</summary>
    public void Add(in TokenDigest digest, KnownToken token)
    {
        lock (_growth)
        {
            if (_count >= Limit && !_tokens.ContainsKey(digest))
            {
                DropWhatEndsFirst();
            }

            _tokens[digest] = token;
            // Counting a concurrent table takes all of its locks, so its reader gets a number of its own.
            Volatile.Write(ref _count, _tokens.Count);
        }
    }

    /// <summary>A sixteenth at once, so that a table that stays full is not sorted for each new token.</summary>
    private void DropWhatEndsFirst()
    {
        var ranked = _tokens.Select(static entry => (entry.Key, entry.Value.Expires)).ToArray();
        Array.Sort(ranked, static (a, b) => a.Expires.CompareTo(b.Expires));
        foreach (var (key, _) in ranked.AsSpan(0, Limit / 16))
        {
            _tokens.TryRemove(key, out _);
        }
    }
}
