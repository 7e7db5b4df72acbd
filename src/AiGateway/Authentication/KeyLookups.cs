using System.Collections.Concurrent;
using AiGateway.Storage;

namespace AiGateway.Authentication;

/// <summary>Asks the store for single keys: each id once at a time, few at once, and none again that it was asked for a moment ago.</summary>
internal sealed class KeyLookups(IKeyStore store, KeyMemory memory, TimeProvider time) : IDisposable
{
    /// <summary>How many ids are remembered as asked for.</summary>
    public const int MostRemembered = 10_000;

    /// <summary>How long an id is remembered as asked for.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromSeconds(5);

    /// <summary>How many ids are looked up at once.</summary>
    public const int MostAtOnce = 8;

    /// <summary>How many may wait for that, those that are looked up included.</summary>
    public const int MostWaiting = 256;

    /// <summary>How long one waits for that.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _slots = new(MostAtOnce);
    private readonly Dictionary<string, Task<Answer>> _running = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _asked = new(StringComparer.Ordinal);
    private int _askedCount;

    /// <summary>How many ids are remembered.</summary>
    public int Count => _asked.Count;

    /// <summary>Whether the store has no more to say of an id than what is in memory, as of a moment ago.</summary>
    public bool WasAskedLately(ReadOnlySpan<char> id) =>
        _asked.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(id, out var at) && time.GetElapsedTime(at) < Remembered;

    /// <summary>Reads a key and takes it over into memory.</summary>
    /// <param name="id">Its public id.</param>
    /// <param name="cancellationToken">Gives up waiting; others who wait for the same go on.</param>
    /// <returns>The key; null where there is none.</returns>
    /// <exception cref="StoreUnavailableException">The store does not answer, or too many wait for it.</exception>
    public async Task<KeyEntry?> FindAsync(string id, CancellationToken cancellationToken)
    {
        Task<Answer>? running;
        lock (_gate)
        {
            if (!_running.TryGetValue(id, out running))
            {
                if (_running.Count >= MostWaiting)
                {
                    throw new StoreUnavailableException("Too many keys are being looked up.");
                }

                running = RunAsync(id);
                _running.Add(id, running);
            }
        }

        var answer = await running.WaitAsync(cancellationToken);
        return answer.Failure is null ? answer.Key : throw new StoreUnavailableException(answer.Failure.Message, answer.Failure);
    }

    /// <summary>Forgets that ids were asked for, since something has changed.</summary>
    public void Forget(IEnumerable<string> ids)
    {
        foreach (var id in ids)
        {
            if (_asked.TryRemove(id, out _))
            {
                Interlocked.Decrement(ref _askedCount);
            }
        }
    }

    /// <summary>Forgets all ids.</summary>
    public void Forget()
    {
        _asked.Clear();
        Volatile.Write(ref _askedCount, 0);
    }

    /// <inheritdoc/>
    public void Dispose() => _slots.Dispose();

    private async Task<Answer> RunAsync(string id)
    {
        // Not on the caller's stack, which holds the lock.
        await Task.Yield();
        var hasSlot = false;
        try
        {
            hasSlot = await _slots.WaitAsync(LongestWait);
            if (!hasSlot)
            {
                throw new StoreUnavailableException("The store is too slow for all the keys that are being looked up.");
            }

            var changes = memory.Changes;
            var found = await store.FindAsync(id, CancellationToken.None);
            var entry = found is null ? null : KeyEntry.Of(found);
            if (memory.Offer(id, entry, changes))
            {
                Remember(id);
            }

            return new Answer(entry, null);
        }
        catch (StoreUnavailableException exception)
        {
            // As a value: nobody may be waiting any more.
            return new Answer(null, exception);
        }
        finally
        {
            if (hasSlot)
            {
                _slots.Release();
            }

            lock (_gate)
            {
                _running.Remove(id);
            }
        }
    }

    private void Remember(string id)
    {
        if (Volatile.Read(ref _askedCount) >= MostRemembered)
        {
            // Under such a flood nearly every id is new, so that sorting out the oldest would gain nothing.
            Forget();
        }

        if (_asked.TryAdd(id, time.GetTimestamp()))
        {
            Interlocked.Increment(ref _askedCount);
        }
        else
        {
            _asked[id] = time.GetTimestamp();
        }
    }

    private sealed record Answer(KeyEntry? Key, StoreUnavailableException? Failure);
}
