using System.Buffers;
using System.IO.Compression;

namespace AiGateway.Upstream;

/// <summary>Decodes a Brotli answer. The library's own stream takes a cut one for a whole one.</summary>
internal sealed class BrotliAnswer(CompressedSource source) : AnswerReadStream
{
    private readonly byte[] _input = new byte[8 * 1024];
    private BrotliDecoder _decoder;
    private int _at;
    private int _end;
    private bool _isDone;
    private bool _isDisposed;

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">It is no Brotli, or was cut.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
        {
            return 0;
        }

        while (!_isDone)
        {
            var status = _decoder.Decompress(_input.AsSpan(_at, _end - _at), buffer.Span, out var consumed, out var written);
            _at += consumed;
            _isDone = status == OperationStatus.Done;
            if (status == OperationStatus.InvalidData)
            {
                throw new InvalidDataException("The answer is not Brotli.");
            }

            if (written > 0)
            {
                return written;
            }

            if (status == OperationStatus.NeedMoreData)
            {
                await FillAsync(cancellationToken);
            }
        }

        return 0;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isDisposed)
        {
            _isDisposed = true;
            _decoder.Dispose();
            source.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask FillAsync(CancellationToken token)
    {
        var rest = _end - _at;
        _input.AsSpan(_at, rest).CopyTo(_input);
        var count = await source.ReadAsync(_input.AsMemory(rest), token);
        if (count == 0)
        {
            throw new InvalidDataException("The answer ends before its Brotli does.");
        }

        (_at, _end) = (0, rest + count);
    }
}
