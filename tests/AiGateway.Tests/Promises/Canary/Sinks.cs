using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Diagnostics.Tracing;
using System.Text;
using Microsoft.Extensions.Logging;

namespace AiGateway.Tests.Promises.Canary;

/// <summary>Everything that this process says of itself while it runs: log at trace level with all fields and scopes, metrics with their tags, activities, and the events of the framework's HTTP parts.</summary>
internal sealed class Sinks : EventListener, ILoggerProvider
{
    private static readonly string[] Watched = ["System.Net.Http", "System.Net.Security", "Microsoft.AspNetCore.Hosting", "Microsoft-AspNetCore-Server-Kestrel", "Yarp.ReverseProxy"];
    private readonly ConcurrentDictionary<string, ConcurrentQueue<string>> _texts = new(StringComparer.Ordinal);
    private readonly MeterListener _meters = new();
    private readonly ActivityListener _activities;

    public Sinks()
    {
        _meters.InstrumentPublished = static (instrument, listener) => listener.EnableMeasurementEvents(instrument);
        _meters.SetMeasurementEventCallback<long>(Measured);
        _meters.SetMeasurementEventCallback<int>(Measured);
        _meters.SetMeasurementEventCallback<double>(Measured);
        _meters.Start();
        _activities = new ActivityListener
        {
            ShouldListenTo = static _ => true,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => Take("traces", string.Join('\n', (string[])[activity.DisplayName, .. activity.TagObjects.Select(Text), .. activity.Baggage.Select(b => $"{b.Key}={b.Value}"), .. activity.Events.SelectMany(e => e.Tags).Select(Text)])),
        };
        ActivitySource.AddActivityListener(_activities);
    }

    /// <summary>What each sink has got, by its name.</summary>
    public IReadOnlyDictionary<string, byte[]> All
    {
        get
        {
            _meters.RecordObservableInstruments();
            return _texts.ToDictionary(sink => sink.Key, sink => Encoding.UTF8.GetBytes(string.Join('\n', sink.Value)), StringComparer.Ordinal);
        }
    }

    /// <summary>How many texts a sink has got.</summary>
    public int Count(string sink) => _texts.TryGetValue(sink, out var texts) ? texts.Count : 0;

    /// <summary>Adds what something else has got.</summary>
    public void Take(string sink, string text) => _texts.GetOrAdd(sink, static _ => []).Enqueue(text);

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public override void Dispose()
    {
        _meters.Dispose();
        _activities.Dispose();
        base.Dispose();
    }

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (Watched.Contains(eventSource.Name, StringComparer.Ordinal))
        {
            EnableEvents(eventSource, EventLevel.Verbose, EventKeywords.All);
        }
    }

    // Called by the base class's constructor too, before there is anything to take it.
    protected override void OnEventWritten(EventWrittenEventArgs eventData) =>
        _texts?.GetOrAdd("events", static _ => []).Enqueue($"{eventData.EventName} {string.Join(' ', eventData.Payload ?? (IEnumerable<object?>)[])}");

    private void Measured<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
        where T : struct => Take("metrics", $"{instrument.Meter.Name} {instrument.Name} {value} {string.Join(' ', tags.ToArray().Select(Text))}");

    private static string Text(KeyValuePair<string, object?> tag) => $"{tag.Key}={(tag.Value is System.Collections.IEnumerable many and not string ? string.Join(',', many.Cast<object?>()) : tag.Value)}";

    private sealed class Logger(Sinks sinks, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            sinks.Take("log", Describe(state));
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            sinks.Take("log", $"{logLevel} {category} {formatter(state, exception)} {Describe(state)} {exception}");

        private static string Describe(object? state) => state is IEnumerable<KeyValuePair<string, object?>> fields ? string.Join(' ', fields.Select(Text)) : $"{state}";
    }
}
