using System.Text;
using System.Threading.Channels;
using AiGateway.Configuration;
using AiGateway.Exchanges;
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

    /// <summary>How long events are gathered: waking a thread for each would cost more than the event.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(25);

    private readonly Channel<object> _queue;
    private readonly ITextFormatter _formatter;
    private readonly LogFormat _format;
    private readonly TextWriter _output;
    private readonly LogLosses? _losses;
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _pump;
    private long _dropped;

    /// <summary>Starts to write.</summary>
    /// <param name="formatter">Makes text of an event.</param>
    /// <param name="format">The form of requests' lines, to match.</param>
    /// <param name="output">Where to.</param>
    /// <param name="losses">Counts what is dropped too; null where nobody asks.</param>
    public BackgroundConsoleSink(ITextFormatter formatter, LogFormat format, TextWriter output, LogLosses? losses = null)
    {
        _losses = losses;
        _format = format;
        _formatter = formatter;
        _output = output;
        _queue = Channel.CreateBounded<object>(
            new BoundedChannelOptions(Capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite },
            _ => Drop());
        _pump = PumpAsync();
    }

    /// <summary>Events dropped since the start.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <inheritdoc/>
    public void Emit(LogEvent logEvent) => _queue.Writer.TryWrite(logEvent);

    /// <summary>Takes a request's line.</summary>
    public void Emit(RequestLine line) => _queue.Writer.TryWrite(line);

    /// <summary>Writes what waits, for a moment at most.</summary>
    public void Dispose()
    {
        _queue.Writer.TryComplete();
        _closing.Cancel();
#pragma warning disable VSTHRD002 // Serilog closes its sinks synchronously, when the process ends; the pump needs no context of ours.
        _pump.Wait(DrainDeadline);
#pragma warning restore VSTHRD002
        _closing.Dispose();
    }

    private async Task PumpAsync()
    {
        await Task.Yield();
        var text = new StringWriter(new StringBuilder(BatchCharacters), System.Globalization.CultureInfo.InvariantCulture);
        var reported = 0L;
        while (await _queue.Reader.WaitToReadAsync())
        {
            while (text.GetStringBuilder().Length < BatchCharacters && _queue.Reader.TryRead(out var item))
            {
                Format(item, text);
            }

            if (Dropped is var dropped && dropped > reported)
            {
                text.WriteLine($"{{\"DroppedLogEvents\":{dropped}}}");
                reported = dropped;
            }

            Write(text.GetStringBuilder());
            await GatherAsync();
        }
    }

    private async ValueTask GatherAsync()
    {
        if (!_closing.IsCancellationRequested)
        {
            await Task.Delay(Gathering, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Format(object item, StringWriter text)
    {
        try
        {
            if (item is RequestLine line)
            {
                line.Write(text, _format);
            }
            else
            {
                _formatter.Format((LogEvent)item, text);
            }
        }
#pragma warning disable CA1031 // One event that cannot be written must not end the writing of all.
        catch (Exception)
#pragma warning restore CA1031
        {
            Drop();
        }
    }

    private void Drop()
    {
        Interlocked.Increment(ref _dropped);
        _losses?.Add();
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
            // Nobody reads our output any more, or its disk is full; the gateway's work goes on without.
            _losses?.Add();
        }

        text.Clear();
    }
}
