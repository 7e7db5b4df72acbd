using System.Diagnostics.Metrics;
using AiGateway.Exchanges;
using Microsoft.Extensions.DependencyInjection;

namespace AiGateway.Tests.Observability;

/// <summary>Lost lines of the log can be watched, since nobody reads of them in the log.</summary>
public sealed class LogLossesTests
{
    [Fact]
    [Trait("Promise", "K9")]
    public async Task The_metric_tells_how_many_there_were()
    {
        await using var services = new ServiceCollection().AddMetrics().AddSingleton<LogLosses>().AddSingleton<GatewayMeter>().BuildServiceProvider();
        services.GetRequiredService<GatewayMeter>().ShouldNotBeNull();
        var meters = services.GetRequiredService<IMeterFactory>();
        var told = -1L;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == "aigateway.log.failures" && instrument.Meter.Scope == meters)
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => told = value);
        listener.Start();

        listener.RecordObservableInstruments();
        told.ShouldBe(0);
        services.GetRequiredService<LogLosses>().Add();
        services.GetRequiredService<LogLosses>().Add();
        listener.RecordObservableInstruments();
        told.ShouldBe(2);
    }
}
