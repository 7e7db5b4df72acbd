using AiGateway.Sharing;
using AiGateway.Storage;

namespace AiGateway.Tests.Sharing;

/// <summary>A store of nothing but changes, which can go away.</summary>
internal sealed class ScriptedStore : IChangeSource
{
    private readonly Lock _lock = new();
    private List<StoreChange> _changes = [];
    private Func<Exception>? _fault;
    private int _calls;

    /// <summary>How often anything was asked.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>Makes a change of a key.</summary>
    public void Change(string subject)
    {
        lock (_lock)
        {
            _changes.Add(new StoreChange(_changes.Count == 0 ? 1 : _changes[^1].Number + 1, "key", subject));
        }
    }

    /// <summary>Puts other changes in the place of those there are.</summary>
    public void Replace(params StoreChange[] changes)
    {
        lock (_lock)
        {
            _changes = [.. changes];
        }
    }

    /// <summary>Has every call fail from now on; null for an end of it.</summary>
    public void Fail(Func<Exception>? fault) => Volatile.Write(ref _fault, fault);

    public Task MigrateAsync(CancellationToken cancellationToken) => AskAsync(() => 0);

    public Task<long> LastAsync(CancellationToken cancellationToken) => AskAsync(() => _changes.Count == 0 ? 0 : _changes[^1].Number);

    public Task<IReadOnlyList<StoreChange>> SinceAsync(long number, int most, CancellationToken cancellationToken) =>
        AskAsync<IReadOnlyList<StoreChange>>(() => [.. _changes.Where(change => change.Number > number).Take(most)]);

    private async Task<T> AskAsync<T>(Func<T> answer)
    {
        await Task.Yield();
        Interlocked.Increment(ref _calls);
        if (Volatile.Read(ref _fault) is { } fault)
        {
            throw fault();
        }

        lock (_lock)
        {
            return answer();
        }
    }
}
