using System.Buffers;
using System.IO.Pipelines;

namespace AiGateway.Exchanges;

/// <summary>A request body held in pooled memory, read once and sent as often as needed.</summary>
internal sealed class RequestBody : IDisposable
{
    private byte[] _buffer;
    private int _length;

    private RequestBody(byte[] buffer) => _buffer = buffer;

    /// <summary>No body.</summary>
    public static RequestBody Empty { get; } = new([]);

    /// <summary>The bytes; valid until the exchange ends.</summary>
    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _length);

    /// <summary>Reads a body to its end.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="declared">The declared length in bytes, or null.</param>
    /// <param name="limit">The most bytes taken.</param>
    /// <param name="token">Ends the reading.</param>
    /// <param name="deadline">How long the bytes may take; null for ever. No timer is set where they are there already.</param>
    /// <returns>The body, or null where it is over the limit.</returns>
    public static async ValueTask<RequestBody?> ReadAsync(PipeReader reader, long? declared, long limit, CancellationToken token, TimeSpan? deadline = null)
    {
        if (declared > limit)
        {
            return null;
        }

        // A declared length is a promise, not a fact: memory follows the bytes that have come.
        CancellationTokenSource? timer = null;
        var body = new RequestBody(ArrayPool<byte>.Shared.Rent((int)Math.Min(declared ?? 4096, 64 * 1024)));
        try
        {
            while (true)
            {
                if (!reader.TryRead(out var result))
                {
                    timer ??= StartTimer(deadline, token);
                    result = await reader.ReadAsync(timer?.Token ?? token);
                }

                if (body._length + result.Buffer.Length > limit)
                {
                    reader.AdvanceTo(result.Buffer.End);
                    body.Dispose();
                    return null;
                }

                body.Append(result.Buffer);
                reader.AdvanceTo(result.Buffer.End);
                if (result.IsCompleted)
                {
                    return body;
                }
            }
        }
        catch
        {
            body.Dispose();
            throw;
        }
        finally
        {
            timer?.Dispose();
        }
    }

    /// <summary>The same bytes once more, to be disposed of apart.</summary>
    public RequestBody Copy()
    {
        var copy = new RequestBody(ArrayPool<byte>.Shared.Rent(_length));
        Bytes.Span.CopyTo(copy._buffer);
        copy._length = _length;
        return copy;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_buffer.Length > 0)
        {
            // Only what this request wrote needs wiping.
            _buffer.AsSpan(0, _length).Clear();
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
            _length = 0;
        }
    }

    private static CancellationTokenSource? StartTimer(TimeSpan? deadline, CancellationToken token)
    {
        if (deadline is not { } limit)
        {
            return null;
        }

        var timer = CancellationTokenSource.CreateLinkedTokenSource(token);
        timer.CancelAfter(limit);
        return timer;
    }

    private void Append(ReadOnlySequence<byte> bytes)
    {
        var needed = _length + (int)bytes.Length;
        if (needed > _buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent((int)Math.Max(needed, Math.Min(_buffer.Length * 2L, Array.MaxLength)));
            Bytes.Span.CopyTo(larger);
            _buffer.AsSpan(0, _length).Clear();
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        bytes.CopyTo(_buffer.AsSpan(_length));
        _length = needed;
    }
}
