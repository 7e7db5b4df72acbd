using System.Buffers.Text;
using System.Diagnostics;

namespace AiGateway.Benchmarks;

/// <summary>One stream as its reader saw it: how late each timed event was, in microseconds, and whether all of it came.</summary>
internal sealed class StreamResult(int expected)
{
    private readonly List<double> _delays = new(expected);

    public IReadOnlyList<double> Delays => _delays;

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

        if (!done || _delays.Count != expected)
        {
            Problem = $"{_delays.Count} of {expected} events, {(done ? "with" : "without")} [DONE]";
        }
    }

    /// <summary>Takes the whole events off the front. The timestamp needs no JSON reader: it stands between two marks.</summary>
    private int Take(ReadOnlySpan<byte> bytes, long now, ref bool done)
    {
        var consumed = 0;
        while (bytes[consumed..].IndexOf("\n\n"u8) is >= 0 and var length)
        {
            var item = bytes.Slice(consumed, length);
            consumed += length + 2;
            done |= item.IndexOf("data: [DONE]"u8) >= 0;
            if (item.IndexOf((byte)'@') is >= 0 and var mark && Utf8Parser.TryParse(item[(mark + 1)..], out long written, out _))
            {
                _delays.Add(Stopwatch.GetElapsedTime(written, now).TotalMicroseconds);
            }
        }

        return consumed;
    }
}
