using AiGateway.Configuration.Reloading;
using Microsoft.Extensions.Primitives;

namespace AiGateway.Configuration;

/// <summary>Watches the configuration and swaps the snapshot when a new one is sound as a whole; otherwise the old one stays.</summary>
/// <typeparam name="T">The immutable snapshot.</typeparam>
internal sealed partial class ConfigurationReloader<T> : IHostedService, IDisposable
    where T : class
{
    /// <summary>How long changes are gathered before the configuration is read: an editor's save is several of them.</summary>
    public static readonly TimeSpan Debounce = TimeSpan.FromMilliseconds(200);

    private readonly ConfigurationLoader _loader;
    private readonly SnapshotStore<T> _store;
    private readonly Func<GatewayOptions, string, T> _build;
    private readonly Action<T>? _onReplaced;
    private readonly TimeProvider _time;
    private readonly ILogger<ConfigurationReloader<T>> _logger;
    private readonly ITimer _timer;
    private readonly Lock _oneAtATime = new();
    private readonly List<IDisposable> _watches = [];
    private int _isDue;

    /// <summary>Makes a reloader that watches from <see cref="StartAsync"/> on.</summary>
    /// <param name="onReplaced">Gets each snapshot that was replaced; requests may still be reading it.</param>
    public ConfigurationReloader(
        ConfigurationLoader loader,
        SnapshotStore<T> store,
        Func<GatewayOptions, string, T> build,
        Action<T>? onReplaced,
        TimeProvider time,
        ILogger<ConfigurationReloader<T>> logger)
    {
        _loader = loader;
        _store = store;
        _build = build;
        _onReplaced = onReplaced;
        _time = time;
        _logger = logger;
        _timer = time.CreateTimer(_ => OnDue(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var token in _loader.ChangeTokens)
        {
            _watches.Add(ChangeToken.OnChange(token, Schedule));
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    /// <summary>Stops watching; the snapshot stays.</summary>
    public void Dispose()
    {
        foreach (var watch in _watches)
        {
            watch.Dispose();
        }

        _watches.Clear();
        _timer.Dispose();
    }

    /// <summary>Reads the configuration now.</summary>
    /// <returns>Whether a snapshot of what is configured now is in force.</returns>
    public bool Reload()
    {
        lock (_oneAtATime)
        {
            var loaded = _loader.Load();
            return loaded.Result.Options is { } options ? Apply(loaded, options) : Refuse(loaded.Result.Problems);
        }
    }

    /// <summary>Has the configuration read soon. Not pushed back by further changes, or a file that is written all the time would never be read.</summary>
    public void Schedule()
    {
        if (Interlocked.Exchange(ref _isDue, 1) == 0)
        {
            _timer.Change(Debounce, Timeout.InfiniteTimeSpan);
        }
    }

    private bool Apply(LoadedConfiguration loaded, GatewayOptions options)
    {
        if (!_loader.IsChange(loaded))
        {
            // Sections beside ours, such as ReverseProxy, may have changed all the same.
            _store.Confirm();
            _loader.Accept(loaded);
            LogUnchanged(_store.Version);
            return true;
        }

        var version = loaded.Version;
        T next;
        try
        {
            next = _build(options, version);
        }
#pragma warning disable CA1031 // Whatever a snapshot's builder throws, the old snapshot must keep serving.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return Refuse([new ConfigurationProblem(GatewayOptionsReader.SectionName, $"The snapshot could not be built: {exception.Message}")]);
        }

        var old = _store.Replace(next, version, _time.GetUtcNow());
        _loader.Accept(loaded);
        LogReplaced(version);
        foreach (var warning in options.Warnings)
        {
            LogWarning(warning.Path, warning.Message);
        }

        _onReplaced?.Invoke(old);
        return true;
    }

    private bool Refuse(IReadOnlyList<ConfigurationProblem> problems)
    {
        _store.Refuse(problems);
        LogRefused(problems.Count, _store.Version);
        foreach (var problem in problems)
        {
            LogProblem(problem.Path, problem.Message);
        }

        return false;
    }

    private void OnDue()
    {
        Volatile.Write(ref _isDue, 0);
        try
        {
            Reload();
        }
#pragma warning disable CA1031 // A timer's callback that throws ends the process.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogFailed(exception);
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "Configuration {Version} is in force")]
    private partial void LogReplaced(string version);

    [LoggerMessage(EventId = 2, Level = LogLevel.Debug, Message = "Configuration was read again and equals {Version}")]
    private partial void LogUnchanged(string version);

    [LoggerMessage(EventId = 3, Level = LogLevel.Error, Message = "The changed configuration has {Count} errors and is not used; {Version} stays in force")]
    private partial void LogRefused(int count, string version);

    [LoggerMessage(EventId = 4, Level = LogLevel.Error, Message = "Configuration error at {Path}: {Problem}")]
    private partial void LogProblem(string path, string problem);

    [LoggerMessage(EventId = 5, Level = LogLevel.Warning, Message = "Configuration warning at {Path}: {Problem}")]
    private partial void LogWarning(string path, string problem);

    [LoggerMessage(EventId = 6, Level = LogLevel.Error, Message = "The configuration could not be reloaded; the old one stays in force")]
    private partial void LogFailed(Exception exception);
}
