using System.Collections.Concurrent;
using AiGateway.Secrets;

namespace AiGateway.Authentication;

/// <summary>The store's keys, teams and users as far as they are in memory. Reads take no lock; what is written is bounded.</summary>
/// <param name="most">How many keys are kept.</param>
/// <param name="mostExtra">How many are kept besides, where the store has more, of those that were looked up.</param>
internal sealed class KeyMemory(int most, int mostExtra)
{
    private readonly Lock _gate = new();
    private volatile State _state = new(new(StringComparer.Ordinal), new(StringComparer.Ordinal), StoredOwners.None, isComplete: true);
    private long _changes;

    /// <summary>Teams and users.</summary>
    public StoredOwners Owners => _state.Owners;

    /// <summary>Whether all the store's keys are here.</summary>
    public bool IsComplete => _state.IsComplete;

    /// <summary>Whether there is any key.</summary>
    public bool HasKeys => !_state.Keys.IsEmpty;

    /// <summary>How many keys are here.</summary>
    public int Count => _state.Keys.Count + _state.Extra.Count;

    /// <summary>How many keys cannot be told since their pepper is not there.</summary>
    public int CountWithout(KeyRing ring) => _state.Keys.Values.Count(key => !ring.HasPepper(key.PepperId!));

    /// <summary>Grows with each change. What was read from the store before one may be out of date after it.</summary>
    public long Changes => Volatile.Read(ref _changes);

    /// <summary>The key of that id; null where it is not here.</summary>
    public KeyEntry? Find(ReadOnlySpan<char> id)
    {
        var state = _state;
        return state.ById.TryGetValue(id, out var entry) || (!state.IsComplete && state.ExtraById.TryGetValue(id, out entry)) ? entry : null;
    }

    /// <summary>Takes over everything.</summary>
    /// <param name="content">What the store has, of keys one more than are kept where there are more.</param>
    public void Replace(KeyStoreContent content)
    {
        var keys = content.Keys.Take(most).Select(static key => KeyValuePair.Create(key.Id, KeyEntry.Of(key)));
        var state = new State(new(keys, StringComparer.Ordinal), new(StringComparer.Ordinal), new StoredOwners(content.Teams, content.Users), content.Keys.Count <= most);
        lock (_gate)
        {
            _changes++;
            _state = state;
        }
    }

    /// <summary>Takes over what has these ids as it is now.</summary>
    public void Apply(KeyStoreIds changed, KeyStoreContent now)
    {
        lock (_gate)
        {
            _changes++;
            var state = _state;
            // First what is there, so that no request finds a key missing that only changed.
            foreach (var key in now.Keys)
            {
                Put(state, KeyEntry.Of(key));
            }

            var there = now.Keys.Select(static key => key.Id).ToHashSet(StringComparer.Ordinal);
            foreach (var id in changed.Keys.Where(id => !there.Contains(id)))
            {
                Remove(state, id);
            }

            if (changed.Teams.Count > 0 || changed.Users.Count > 0)
            {
                _state = new State(state.Keys, state.Extra, state.Owners.With(changed, now), state.IsComplete);
            }
        }
    }

    /// <summary>Says that what is being read from the store may be out of date by the time it is here.</summary>
    public void Changing()
    {
        lock (_gate)
        {
            _changes++;
        }
    }

    /// <summary>Takes over one key that was looked up, unless something has changed since.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="key">The key; null where there is none.</param>
    /// <param name="changes">What <see cref="Changes"/> was before it was looked up.</param>
    /// <returns>Whether it is the latest.</returns>
    public bool Offer(string id, KeyEntry? key, long changes)
    {
        lock (_gate)
        {
            if (changes != _changes)
            {
                return false;
            }

            if (key is null)
            {
                Remove(_state, id);
            }
            else
            {
                Put(_state, key);
            }

            return true;
        }
    }

    private void Put(State state, KeyEntry key)
    {
        if ((state.Keys.TryGetValue(key.Id, out var known) || state.Extra.TryGetValue(key.Id, out known)) && known.Version > key.Version)
        {
            // What was read first may be taken over last.
            return;
        }

        if (state.Keys.Count < most || state.Keys.ContainsKey(key.Id))
        {
            state.Keys[key.Id] = key;
            return;
        }

        state.IsComplete = false;
        if (state.Extra.Count >= mostExtra)
        {
            // Whoever calls again is looked up again.
            state.Extra.Clear();
        }

        state.Extra[key.Id] = key;
    }

    private static void Remove(State state, string id)
    {
        state.Keys.TryRemove(id, out _);
        state.Extra.TryRemove(id, out _);
    }

    private sealed class State(ConcurrentDictionary<string, KeyEntry> keys, ConcurrentDictionary<string, KeyEntry> extra, StoredOwners owners, bool isComplete)
    {
        private volatile bool _isComplete = isComplete;

        public ConcurrentDictionary<string, KeyEntry> Keys => keys;

        public ConcurrentDictionary<string, KeyEntry> Extra => extra;

        public ConcurrentDictionary<string, KeyEntry>.AlternateLookup<ReadOnlySpan<char>> ById { get; } = keys.GetAlternateLookup<ReadOnlySpan<char>>();

        public ConcurrentDictionary<string, KeyEntry>.AlternateLookup<ReadOnlySpan<char>> ExtraById { get; } = extra.GetAlternateLookup<ReadOnlySpan<char>>();

        public StoredOwners Owners => owners;

        public bool IsComplete
        {
            get => _isComplete;
            set => _isComplete = value;
        }
    }
}
