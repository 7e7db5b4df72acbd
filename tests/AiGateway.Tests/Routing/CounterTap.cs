using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using AiGateway.Exchanges;
using AiGateway.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace AiGateway.Tests.Routing;

/// <summary>Adds up one counter of one gateway, by the value of one of its tags.</summary>
internal sealed class CounterTap : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, long> _sums = new(StringComparer.Ordinal);

    public CounterTap(TestGateway gateway, string counter, string tag)
    {
        // Every gateway of the test run has a meter of that name, each from its own factory.
        var factory = gateway.Services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == counter && instrument.Meter.Name == GatewayMeter.MeterName && instrument.Meter.Scope == factory)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            foreach (var (name, text) in tags)
            {
                if (name == tag)
                {
                    _sums.AddOrUpdate((string)text!, value, (_, sum) => sum + value);
                }
            }
        });
        _listener.Start();
    }

    public long this[string tag] => _sums.GetValueOrDefault(tag);

    public void Dispose() => _listener.Dispose();
}
