using System.Buffers.Binary;

namespace AiGateway.Upstream;

/// <summary>The bytes of a compressed answer on their way to the decoder, counted.</summary>
internal sealed class CompressedSource(Stream inner) : AnswerReadStream
{
    private readonly byte[] _tail = new byte[4];

    /// <summary>How many bytes the decoder has taken.</summary>
    public long Count { get; private set; }

    /// <summary>The last four bytes; in gzip the length of what was compressed, modulo 2³².</summary>
    public uint LastWord => BinaryPrimitives.ReadUInt32LittleEndian(_tail);

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await inner.ReadAsync(buffer, cancellationToken);
        Keep(buffer.Span[..count]);
        Count += count;
        return count;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length >= _tail.Length)
        {
            bytes[^_tail.Length..].CopyTo(_tail);
            return;
        }

        _tail.AsSpan(bytes.Length).CopyTo(_tail);
        bytes.CopyTo(_tail.AsSpan(_tail.Length - bytes.Length));
    }
}
