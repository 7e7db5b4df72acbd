using System.Collections.Immutable;

namespace AiGateway.Fakes.Serving;

/// <summary>The requests a fake has seen.</summary>
internal sealed class RequestLog
{
    private readonly Lock _lock = new();
    private ImmutableList<RecordedRequest> _requests = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _headsSeen;
    private int _count;
    private bool _keeping = true;

    public int HeadsSeen => Volatile.Read(ref _headsSeen);

    /// <summary>Completes with the next request.</summary>
    public Task Changed
    {
        get
        {
            lock (_lock)
            {
                return _changed.Task;
            }
        }
    }

    /// <summary>Whether requests are kept; under load they would fill the memory.</summary>
    public bool Keeping
    {
        get => Volatile.Read(ref _keeping);
        set => Volatile.Write(ref _keeping, value);
    }

    public void HeadSeen() => Interlocked.Increment(ref _headsSeen);

    public RecordedRequest Add(Func<int, RecordedRequest> create)
    {
        TaskCompletionSource changed;
        RecordedRequest request;
        lock (_lock)
        {
            request = create(++_count);
            if (!_keeping)
            {
                return request;
            }

            _requests = _requests.Add(request);
            changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.SetResult();
        return request;
    }

    public ImmutableList<RecordedRequest> Snapshot() => Volatile.Read(ref _requests);
}
