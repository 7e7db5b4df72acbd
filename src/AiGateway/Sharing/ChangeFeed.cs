using System.Collections.Concurrent;
using AiGateway.Configuration;
using AiGateway.Exchanges;
using AiGateway.Storage;

namespace AiGateway.Sharing;

/// <summary>
/// Keeps what this replica knows of the store up to date: has every <see cref="IStoreWatcher"/> load, and then polls the audit
/// log, which is also the list of changes. The gateway starts and goes on whether the store answers or not.
/// </summary>
/// <param name="source">The store.</param>
/// <param name="watchers">The watchers, asked for when the feed starts, since they may need the feed themselves.</param>
/// <param name="options">How often to poll, and how long a call may take.</param>
internal sealed partial class ChangeFeed(
    IChangeSource source,
    Func<IEnumerable<IStoreWatcher>> watchers,
    StorageOptions options,
    TimeProvider time,
    GatewayMeter meter,
    ILogger<ChangeFeed> logger) : BackgroundService, IStoreState, IChangeNotice
{
    /// <summary>How long the start waits for the first answer of the store, so that with a store that is there no caller meets a gateway without keys.</summary>
    public static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CatchUpLimit = TimeSpan.FromSeconds(1);

    private readonly ChangeReader _reader = new(source);
    private readonly Pauses _pauses = new(FirstPause, LongestPause, Random.Shared.NextDouble);
    private readonly SemaphoreSlim _wake = new(0);
    private readonly ConcurrentQueue<TaskCompletionSource> _asking = [];
    private readonly List<TaskCompletionSource> _waiting = [];
    private readonly TaskCompletionSource _firstRound = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WatcherHost[] _hosts = [];
    private bool _isMigrated;
    private bool _isOutdated = true;
    private int _hasOwnChange;
    private long _answeredAt = time.GetTimestamp();
    private volatile bool _isKnown;
    private volatile bool _isSilent;

    /// <summary>Gets the number of the last change after one that this replica has made, to tell the others; must not throw.</summary>
    public Action<long>? OnOwnChange { get; set; }

    /// <inheritdoc/>
    public bool IsKnown => _isKnown;

    /// <inheritdoc/>
    public TimeSpan SilentFor
    {
        get
        {
            // A call that hangs in spite of the store's own limits must not look like an answer for ever.
            var elapsed = time.GetElapsedTime(Volatile.Read(ref _answeredAt));
            return _isSilent || elapsed > options.Poll + LongestPause + (2 * options.Timeout) ? elapsed : TimeSpan.Zero;
        }
    }

    /// <summary>The number of the last change that this replica has read.</summary>
    public long Seen => _reader.Seen;

    /// <inheritdoc/>
    public void Changed()
    {
        Volatile.Write(ref _hasOwnChange, 1);
        Wake();
    }

    /// <inheritdoc/>
    public async Task CaughtUpAsync(CancellationToken cancellationToken)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _asking.Enqueue(asked);
        Wake();
        try
        {
            await asked.Task.WaitAsync(CatchUpLimit, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // The store went away just now, or a watcher is slow: the change is made all the same, and will be known.
        }
    }

    /// <summary>Another replica has told of a change.</summary>
    /// <param name="number">The change's number.</param>
    public void Heard(long number)
    {
        if (number > Seen)
        {
            Wake();
        }
    }

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        _hosts = [.. watchers().Select(watcher => new WatcherHost(watcher, logger))];
        await base.StartAsync(cancellationToken);
#pragma warning disable VSTHRD003 // The loop, which has started, completes it whatever happens; and there is a limit.
        await _firstRound.Task.WaitAsync(StartLimit, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
#pragma warning restore VSTHRD003
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _wake.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var isCurrent = await RoundAsync(stoppingToken);
            _firstRound.TrySetResult();
            try
            {
                if (_isSilent)
                {
                    // Nobody's notice shortens this: a store in trouble is left alone.
                    await Task.Delay(_pauses.Next(), time, stoppingToken);
                }
                else
                {
                    await _wake.WaitAsync(isCurrent ? options.Poll : _pauses.Next(), stoppingToken);
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (ObjectDisposedException)
        {
            // The gateway has stopped; whoever still changes something has nobody here to tell.
        }
    }

    /// <summary>Reads what has changed and tells the watchers.</summary>
    /// <returns>Whether everything is up to date.</returns>
    private async Task<bool> RoundAsync(CancellationToken stop)
    {
        // What asked before the reading began is answered by it, however often.
        while (_wake.CurrentCount > 0)
        {
            await _wake.WaitAsync(CancellationToken.None);
        }

        while (_asking.TryDequeue(out var asked))
        {
            _waiting.Add(asked);
        }

        try
        {
            var changes = await ReadAsync(stop);
            var updates = await Task.WhenAll(_hosts.Select(host => host.UpdateAsync(changes, stop)));
            Answered();
            if (!updates.All(static isCurrent => isCurrent))
            {
                return false;
            }

            _isKnown = true;
            _pauses.Reset();
            _waiting.ForEach(static asked => asked.TrySetResult());
            _waiting.Clear();
            return true;
        }
#pragma warning disable CA1031 // The loop must outlive whatever the store throws: nothing else learns of revocations.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (!stop.IsCancellationRequested)
            {
                Silent(exception);
            }

            return false;
        }
    }

    private async Task<IReadOnlyList<StoreChange>> ReadAsync(CancellationToken stop)
    {
        if (!_isMigrated)
        {
            await source.MigrateAsync(stop);
            _isMigrated = true;
        }

        var changes = _isOutdated ? null : await _reader.ReadAsync(stop);
        if (changes is null)
        {
            _isOutdated = true;
            foreach (var host in _hosts)
            {
                host.Miss();
            }

            await _reader.SkipAllAsync(stop);
            _isOutdated = false;
            LogLoading(_reader.Seen);
        }

        if (Interlocked.Exchange(ref _hasOwnChange, 0) == 1)
        {
            OnOwnChange?.Invoke(_reader.Seen);
        }

        return changes ?? [];
    }

    private void Answered()
    {
        if (_isSilent)
        {
            LogAnswers((long)SilentFor.TotalSeconds);
            _isSilent = false;
            meter.StoreUnavailable(false);
        }

        Volatile.Write(ref _answeredAt, time.GetTimestamp());
    }

    private void Silent(Exception exception)
    {
        _isOutdated = true;
        if (_isSilent)
        {
            return;
        }

        _isSilent = true;
        meter.StoreUnavailable(true);
        if (exception is StoreUnavailableException)
        {
            LogUnavailable(exception.Message);
        }
        else
        {
            LogFailed(exception);
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "The store does not answer ({Reason}); what is known goes on working, and it is asked again until it does")]
    private partial void LogUnavailable(string reason);

    [LoggerMessage(EventId = 2, Level = LogLevel.Error, Message = "What has changed in the store cannot be read; it is tried again until it can")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(EventId = 3, Level = LogLevel.Information, Message = "The store answers again after {Seconds} s")]
    private partial void LogAnswers(long seconds);

    [LoggerMessage(EventId = 4, Level = LogLevel.Debug, Message = "Everything is loaded from the store as of change {Number}")]
    private partial void LogLoading(long number);
}
