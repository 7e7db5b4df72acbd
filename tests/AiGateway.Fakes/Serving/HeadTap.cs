using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Connections;

namespace AiGateway.Fakes.Serving;

/// <summary>
/// Listens in on what Kestrel consumes from a connection, since its header dictionary forgets order, spelling and duplicates. While a
/// request is waited for everything is kept; the handler takes the head and says when its body is read.
/// </summary>
internal sealed class HeadTap(PipeReader inner) : PipeReader
{
    private readonly ArrayBufferWriter<byte> _kept = new();
    private ReadOnlySequence<byte> _last;
    private bool _listening = true;

    /// <summary>Puts a tap on each connection of an endpoint.</summary>
    public static ConnectionDelegate Attach(ConnectionDelegate next) => async connection =>
    {
        var plain = connection.Transport;
        var tap = new HeadTap(plain.Input);
        connection.Features.Set(tap);
        connection.Transport = new TappedPipe(tap, plain.Output);
        try
        {
            await next(connection).ConfigureAwait(false);
        }
        finally
        {
            connection.Transport = plain;
        }
    };

    /// <summary>The header lines since the last request's body, in order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> TakeHead()
    {
        _listening = false;
        var text = Encoding.Latin1.GetString(_kept.WrittenSpan);
        _kept.ResetWrittenCount();
        var lines = text.TrimStart('\r', '\n').Split('\n');
        var headers = new List<KeyValuePair<string, string>>();
        foreach (var line in lines.Skip(1).Select(line => line.TrimEnd('\r')).TakeWhile(line => line.Length > 0))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            headers.Add(new(line[..colon], line[(colon + 1)..].Trim(' ', '\t')));
        }

        return headers;
    }

    /// <summary>The request's body is read: what comes now is the next head.</summary>
    public void BodyRead() => _listening = true;

    public override bool TryRead(out ReadResult result)
    {
        var read = inner.TryRead(out result);
        _last = read ? result.Buffer : default;
        return read;
    }

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        var result = await inner.ReadAsync(cancellationToken).ConfigureAwait(false);
        _last = result.Buffer;
        return result;
    }

    public override void AdvanceTo(SequencePosition consumed)
    {
        Keep(consumed);
        inner.AdvanceTo(consumed);
    }

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        Keep(consumed);
        inner.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    private void Keep(SequencePosition consumed)
    {
        if (_listening && !_last.IsEmpty)
        {
            foreach (var segment in _last.Slice(_last.Start, consumed))
            {
                _kept.Write(segment.Span);
            }
        }

        _last = default;
    }

    private sealed class TappedPipe(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }
}
