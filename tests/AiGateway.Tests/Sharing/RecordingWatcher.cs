using System.Collections.Concurrent;
using AiGateway.Storage;

namespace AiGateway.Tests.Sharing;

/// <summary>Remembers what it was told, and can be made to fail.</summary>
internal sealed class RecordingWatcher : IStoreWatcher
{
    private Func<Exception>? _fault;
    private int _loads;

    /// <summary>How often it has loaded.</summary>
    public int Loads => Volatile.Read(ref _loads);

    /// <summary>The subjects of all changes it was told of, in order.</summary>
    public ConcurrentQueue<string> Changes { get; } = [];

    /// <summary>Has every call fail from now on; null for an end of it.</summary>
    public void Fail(Func<Exception>? fault) => Volatile.Write(ref _fault, fault);

    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        Throw();
        Interlocked.Increment(ref _loads);
    }

    public async Task ChangedAsync(IReadOnlyList<StoreChange> changes, CancellationToken cancellationToken)
    {
        await Task.Yield();
        Throw();
        foreach (var change in changes)
        {
            Changes.Enqueue(change.Subject);
        }
    }

    private void Throw()
    {
        if (Volatile.Read(ref _fault) is { } fault)
        {
            throw fault();
        }
    }
}
