using System.Buffers.Text;
using System.Diagnostics;

namespace AiGateway.Benchmarks;

/// <summary>One stream as its reader saw it: how late each timed event was, how far the pause before it was off, and whether all of it came. Times are microseconds.</summary>
/// <param name="expected">How many timed events there are to be.</param>
/// <param name="from">The first of them that counts, from 0: what a gateway holds back on purpose comes late on purpose.</param>
internal sealed class StreamResult(int expected, int from)
{
    private readonly List<double> _delays = new(expected);
    private readonly List<double> _gaps = new(expected);
    private int _seen;
    private double _last;

    public IReadOnlyList<double> Delays => _delays;

    /// <summary>For each event but the first, how much longer or shorter the pause before it was for the reader than for the writer.</summary>
    public IReadOnlyList<double> Gaps => _gaps;

    /// <summary>Events that came in one read with the one before, though each was written and flushed by itself.</summary>
    public int Merged { get; private set; }

    /// <summary>Why the stream does not count as whole; <see langword="null"/> where it does.</summary>
    public string? Problem { get; set; }

    public async Task ReadAsync(int status, Stream stream, CancellationToken cancellationToken)
    {
        if (status != 200)
        {
            Problem = $"status {status}";
            return;
        }

        var buffer = new byte[8192];
        var held = 0;
        var done = false;
        while (await stream.ReadAsync(buffer.AsMemory(held), cancellationToken) is > 0 and var read)
        {
            var now = Stopwatch.GetTimestamp();
            held += read;
            var consumed = Take(buffer.AsSpan(0, held), now, ref done);
            buffer.AsSpan(consumed, held - consumed).CopyTo(buffer);
            held -= consumed;
            if (held == buffer.Length)
            {
                Problem = "an event longer than 8 KiB";
                return;
            }
        }

        if (!done || _seen != expected)
        {
            Problem = $"{_seen} of {expected} events, {(done ? "with" : "without")} an end";
        }
    }

    /// <summary>Takes the whole events off the front. The timestamp needs no JSON reader: it stands between two marks.</summary>
    private int Take(ReadOnlySpan<byte> bytes, long now, ref bool done)
    {
        var consumed = 0;
        var inThisRead = 0;
        while (bytes[consumed..].IndexOf("\n\n"u8) is >= 0 and var length)
        {
            var item = bytes.Slice(consumed, length);
            consumed += length + 2;
            done |= item.IndexOf("data: [DONE]"u8) >= 0 || item.StartsWith("event: message_stop"u8);
            if (item.IndexOf((byte)'@') is >= 0 and var mark && Utf8Parser.TryParse(item[(mark + 1)..], out long written, out _))
            {
                Count(Stopwatch.GetElapsedTime(written, now).TotalMicroseconds, inThisRead++ > 0);
            }
        }

        return consumed;
    }

    private void Count(double delay, bool isMerged)
    {
        if (_seen >= from)
        {
            _delays.Add(delay);
            if (_seen > from)
            {
                // Both clocks are one, so the writer's pause falls out of the difference.
                _gaps.Add(Math.Abs(delay - _last));
                Merged += isMerged ? 1 : 0;
            }
        }

        _last = delay;
        _seen++;
    }
}
