namespace AiGateway.Exchanges;

/// <summary>Counts the log events that a sink could not write: the gateway's work goes on without them, and somebody should know.</summary>
internal sealed class LogLosses
{
    private long _count;

    /// <summary>Failures since the start.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>Counts one.</summary>
    public void Add() => Interlocked.Increment(ref _count);
}
