using System.Text;

namespace AiGateway.Tests.Yarp;

/// <summary>Stands where a translator would: it hands on what it reads in upper case, and misbehaves as it is told to.</summary>
internal sealed class ScriptedRelay(Stream inner) : Stream
{
    private byte[] _pending = [];
    private bool _ended;

    /// <summary>What was read off the inner stream before the relay was made, handed on first.</summary>
    public string Prefix
    {
        init => _pending = Encoding.UTF8.GetBytes(value);
    }

    /// <summary>Fails, as a faulty translator does, on the read that brings these bytes.</summary>
    public string? ThrowsOn { get; init; }

    /// <summary>What ends the stream in place of the exception when the inner stream breaks.</summary>
    public string? OnBroken { get; init; }

    public bool TakesZeroForTheEnd { get; init; }

    public int ZeroByteReads { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_ended)
        {
            return 0;
        }

        if (buffer.IsEmpty)
        {
            ZeroByteReads++;
            _ended = TakesZeroForTheEnd;
            return 0;
        }

        if (_pending is { Length: > 0 } pending)
        {
            _pending = [];
            pending.CopyTo(buffer);
            return pending.Length;
        }

        return await ReadInnerAsync(buffer, cancellationToken);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private async ValueTask<int> ReadInnerAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            var read = await inner.ReadAsync(buffer, cancellationToken);
            if (ThrowsOn is not null && buffer.Span[..read].IndexOf(Encoding.UTF8.GetBytes(ThrowsOn)) >= 0)
            {
                throw new InvalidDataException("translator fault");
            }

            Ascii.ToUpperInPlace(buffer.Span[..read], out _);
            return read;
        }
        catch (Exception e) when (OnBroken is not null && e is IOException or HttpRequestException)
        {
            _ended = true;
            return Encoding.UTF8.GetBytes(OnBroken!, buffer.Span);
        }
    }
}
