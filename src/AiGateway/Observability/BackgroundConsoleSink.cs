using System.Text;
using System.Threading.Channels;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;

namespace AiGateway.Observability;

/// <summary>
/// Writes log events to standard output from a task of its own, many at a time: a reader of our output that stalls must never stall a
/// request. What does not fit into the queue is dropped and counted.
/// </summary>
internal sealed class BackgroundConsoleSink : ILogEventSink, IDisposable
{
    /// <summary>Events that may wait.</summary>
    public const int Capacity = 16 * 1024;

    private const int BatchCharacters = 64 * 1024;
    private static readonly TimeSpan DrainDeadline = TimeSpan.FromSeconds(3);

    private readonly Channel<LogEvent> _queue;
    private readonly ITextFormatter _formatter;
    private readonly TextWriter _output;
    private readonly Task _pump;
    private long _dropped;

    /// <summary>Starts to write.</summary>
    /// <param name="formatter">Makes text of an event.</param>
    /// <param name="output">Where to.</param>
    public BackgroundConsoleSink(ITextFormatter formatter, TextWriter output)
    {
        _formatter = formatter;
        _output = output;
        _queue = Channel.CreateBounded<LogEvent>(
            new BoundedChannelOptions(Capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite },
            _ => Interlocked.Increment(ref _dropped));
        _pump = PumpAsync();
    }

    /// <summary>Events dropped since the start.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <inheritdoc/>
    public void Emit(LogEvent logEvent) => _queue.Writer.TryWrite(logEvent);

    /// <summary>Writes what waits, for a moment at most.</summary>
    public void Dispose()
    {
        _queue.Writer.TryComplete();
#pragma warning disable VSTHRD002 // Serilog closes its sinks synchronously, when the process ends; the pump needs no context of ours.
        _pump.Wait(DrainDeadline);
#pragma warning restore VSTHRD002
    }

    private async Task PumpAsync()
    {
        await Task.Yield();
        var text = new StringWriter(new StringBuilder(BatchCharacters), System.Globalization.CultureInfo.InvariantCulture);
        var reported = 0L;
        while (await _queue.Reader.WaitToReadAsync())
        {
            while (text.GetStringBuilder().Length < BatchCharacters && _queue.Reader.TryRead(out var logEvent))
            {
                Format(logEvent, text);
            }

            if (Dropped is var dropped && dropped > reported)
            {
                text.WriteLine($"{{\"DroppedLogEvents\":{dropped}}}");
                reported = dropped;
            }

            Write(text.GetStringBuilder());
        }
    }

    private void Format(LogEvent logEvent, StringWriter text)
    {
        try
        {
            _formatter.Format(logEvent, text);
        }
#pragma warning disable CA1031 // One event that cannot be written must not end the writing of all.
        catch (Exception)
#pragma warning restore CA1031
        {
            Interlocked.Increment(ref _dropped);
        }
    }

    private void Write(StringBuilder text)
    {
        try
        {
            foreach (var chunk in text.GetChunks())
            {
                _output.Write(chunk.Span);
            }

            _output.Flush();
        }
        catch (IOException)
        {
            // Nobody reads our output any more; the gateway's work goes on without.
        }

        text.Clear();
    }
}
