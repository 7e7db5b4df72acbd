namespace AiGateway.Exchanges;

/// <summary>
/// A fresh reading of a request body for one attempt. The HTTP client may still be sending when an attempt is given up, so reads
/// and <see cref="Detach"/> exclude each other: afterwards the pooled memory belongs to someone else.
/// </summary>
internal sealed class AttemptBodyStream : Stream
{
    private readonly Lock _lock = new();
    private readonly AttemptBodyStream _root;
    private ReadOnlyMemory<byte> _whole;
    private ReadOnlyMemory<byte> _rest;
    private bool _detached;

    /// <summary>Makes a reading from the beginning.</summary>
    /// <param name="body">The body.</param>
    public AttemptBodyStream(ReadOnlyMemory<byte> body)
    {
        _root = this;
        _whole = _rest = body;
    }

    private AttemptBodyStream(AttemptBodyStream root) => (_root, _rest) = (root, root._whole);

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Another reading of the same body from its beginning, which ends with this one's <see cref="Detach"/>.</summary>
    public AttemptBodyStream Again()
    {
        lock (_root._lock)
        {
            ObjectDisposedException.ThrowIf(_root._detached, this);
            return new AttemptBodyStream(_root);
        }
    }

    /// <summary>Lets go of the memory; reads fail from here on.</summary>
    public void Detach()
    {
        lock (_lock)
        {
            _detached = true;
            _whole = _rest = default;
        }
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        lock (_root._lock)
        {
            ObjectDisposedException.ThrowIf(_root._detached, this);
            var count = Math.Min(buffer.Length, _rest.Length);
            _rest.Span[..count].CopyTo(buffer);
            _rest = _rest[count..];
            return count;
        }
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled<int>(cancellationToken) : new ValueTask<int>(Read(buffer.Span));

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
