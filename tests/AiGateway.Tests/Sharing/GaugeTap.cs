using System.Diagnostics.Metrics;
using AiGateway.Exchanges;

namespace AiGateway.Tests.Sharing;

/// <summary>Keeps the last value of one gauge of one gateway.</summary>
internal sealed class GaugeTap : IDisposable
{
    private readonly MeterListener _listener = new();
    private int _value = -1;

    public GaugeTap(IMeterFactory meters, string gauge)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == gauge && instrument.Meter.Name == GatewayMeter.MeterName && instrument.Meter.Scope == meters)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<int>((_, value, _, _) => Volatile.Write(ref _value, value));
        _listener.Start();
    }

    /// <summary>The value; -1 while there is none.</summary>
    public int Value => Volatile.Read(ref _value);

    public void Dispose() => _listener.Dispose();
}
