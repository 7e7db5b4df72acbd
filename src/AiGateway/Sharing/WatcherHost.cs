using AiGateway.Storage;

namespace AiGateway.Sharing;

/// <summary>One watcher of the store: has it load until that has gone well, and then tells it of changes.</summary>
internal sealed partial class WatcherHost(IStoreWatcher watcher, ILogger logger)
{
    /// <summary>A call that takes longer is ended and counts as failed, so that one watcher cannot keep changes from the others for ever.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private bool _mustLoad = true;
    private bool _isFailing;

    /// <summary>Whether it has loaded once.</summary>
    public bool HasLoaded { get; private set; }

    /// <summary>Has it load everything the next time, since it may have missed something.</summary>
    public void Miss() => _mustLoad = true;

    /// <summary>Brings it up to date.</summary>
    /// <param name="changes">What has changed since it was last told.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Whether it is up to date now.</returns>
    /// <exception cref="StoreUnavailableException">The store went away meanwhile.</exception>
    public async Task<bool> UpdateAsync(IReadOnlyList<StoreChange> changes, CancellationToken cancellationToken)
    {
        if (!_mustLoad && changes.Count == 0)
        {
            return true;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            var load = _mustLoad;
            // Whatever ends this early, the changes at hand would be lost on the watcher.
            _mustLoad = true;
            await (load ? watcher.LoadAsync(limit.Token) : watcher.ChangedAsync(changes, limit.Token));
            _mustLoad = false;
            HasLoaded = true;
            if (_isFailing)
            {
                _isFailing = false;
                LogRecovered(watcher.GetType().Name);
            }

            return true;
        }
#pragma warning disable CA1031 // Whatever one watcher throws, the others must hear of the change and the loop must go on.
        catch (Exception exception) when (exception is not StoreUnavailableException && !cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            if (!_isFailing)
            {
                _isFailing = true;
                LogFailed(exception, watcher.GetType().Name);
            }

            return false;
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "{Watcher} could not take over what has changed in the store; it loads everything until that goes well")]
    private partial void LogFailed(Exception exception, string watcher);

    [LoggerMessage(EventId = 2, Level = LogLevel.Information, Message = "{Watcher} is up to date with the store again")]
    private partial void LogRecovered(string watcher);
}
