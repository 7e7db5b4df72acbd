namespace AiGateway.Configuration;

/// <summary>Holds the snapshot that requests read; a reload swaps one reference, so nobody sees half of each.</summary>
/// <typeparam name="T">The immutable snapshot.</typeparam>
internal sealed class SnapshotStore<T>
    where T : class
{
    private volatile State _state;

    /// <summary>Starts with the first snapshot.</summary>
    public SnapshotStore(T first, string version, DateTimeOffset loadedAt) => _state = new State(first, version, loadedAt, [], 0);

    /// <summary>The snapshot in force. A request takes it once and keeps it to its end.</summary>
    public T Current => _state.Current;

    /// <summary>The version of <see cref="Current"/>: a counter and a short digest of the effective options.</summary>
    public string Version => _state.Version;

    /// <summary>When <see cref="Current"/> came into force.</summary>
    public DateTimeOffset LoadedAt => _state.LoadedAt;

    /// <summary>What was wrong with the last reload; empty when it went well.</summary>
    public IReadOnlyList<ConfigurationProblem> Problems => _state.Problems;

    /// <summary>How many reloads have been refused since the start.</summary>
    public long FailedReloads => _state.FailedReloads;

    /// <summary>Puts a new snapshot in force and answers the one it replaces. Only the reloader calls this, one call at a time.</summary>
    public T Replace(T next, string version, DateTimeOffset loadedAt)
    {
        var old = _state;
        _state = new State(next, version, loadedAt, [], old.FailedReloads);
        return old.Current;
    }

    /// <summary>Keeps the snapshot and remembers why the reload was refused.</summary>
    public void Refuse(IReadOnlyList<ConfigurationProblem> problems) =>
        _state = _state with { Problems = problems, FailedReloads = _state.FailedReloads + 1 };

    /// <summary>Keeps the snapshot because nothing changed, and forgets earlier problems.</summary>
    public void Confirm() => _state = _state with { Problems = [] };

    private sealed record State(T Current, string Version, DateTimeOffset LoadedAt, IReadOnlyList<ConfigurationProblem> Problems, long FailedReloads);
}
