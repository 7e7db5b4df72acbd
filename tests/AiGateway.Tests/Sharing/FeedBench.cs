using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using AiGateway.Configuration;
using AiGateway.Exchanges;
using AiGateway.Sharing;
using AiGateway.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AiGateway.Tests.Sharing;

/// <summary>A change feed over a scripted store, with its log.</summary>
internal sealed class FeedBench : IAsyncDisposable, ILogger<ChangeFeed>
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    public FeedBench(ScriptedStore store, TimeSpan poll, params IStoreWatcher[] watchers)
    {
        Meters = _services.GetRequiredService<IMeterFactory>();
        Feed = new ChangeFeed(store, () => watchers, new StorageOptions { Poll = poll }, TimeProvider.System, new GatewayMeter(Meters), this);
    }

    public ChangeFeed Feed { get; }

    public IMeterFactory Meters { get; }

    public ConcurrentQueue<string> Lines { get; } = [];

    public Task StartAsync() => Feed.StartAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await Feed.StopAsync(CancellationToken.None);
        Feed.Dispose();
        await _services.DisposeAsync();
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Lines.Enqueue($"{logLevel}: {formatter(state, exception)}");
}
