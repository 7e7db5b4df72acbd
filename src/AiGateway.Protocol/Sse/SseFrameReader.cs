using System.Buffers;

namespace AiGateway.Protocol.Sse;

/// <summary>
/// Splits a stream of bytes into server-sent events, as the WHATWG HTML standard defines them: lines end in LF, CR or CRLF, a blank
/// line ends an event, a leading byte-order mark and comment lines are skipped, several <c>data:</c> lines join by LF.
/// </summary>
/// <remarks>
/// One thing is added to the standard, which passes over it: between events, lines that make up a JSON object or array are given as a
/// frame of their own (<see cref="SseFrame.IsBare"/>), at once when its last bracket is there.
/// Any split of the input into <see cref="Append"/>s gives the same frames, and the same refusal of one that is too large. Not
/// thread-safe. Where <see cref="TryRead"/> is called until it says false after each append, memory is bounded by a small multiple
/// of <paramref name="maxFrameBytes"/> plus the largest single append.
/// </remarks>
/// <param name="maxFrameBytes">The largest event accepted: the bytes of its data and name so far plus those of the line under way.</param>
public sealed class SseFrameReader(int maxFrameBytes = SseFrameReader.DefaultMaxFrameBytes) : IDisposable
{
    /// <summary>The limit used where none is given: 1 MiB.</summary>
    public const int DefaultMaxFrameBytes = 1 << 20;

    private byte[] _buffer = [];
    private int _end;
    private int _lineStart;
    private int _scanned;
    private bool _skipLineFeed;
    private bool _bomChecked;
    private bool _frameHasFields;
    private byte[] _data = [];
    private int _dataLength;
    private bool _hasData;
    private byte[] _event = [];
    private byte[] _lastEvent = [];
    private bool _delivered;
    private bool _tooLarge;
    private BareJson _bare;

    /// <summary>True where bytes of an unfinished event are held back.</summary>
    public bool HasPartial => (_frameHasFields && !_delivered) || _end > _lineStart || _bare.IsOpen;

    /// <summary>Adds bytes as they were read.</summary>
    /// <param name="bytes">Any number of bytes; ignored once an event was too large.</param>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_tooLarge)
        {
            return;
        }

        if (_end + bytes.Length > _buffer.Length)
        {
            MakeRoom(bytes.Length);
        }

        bytes.CopyTo(_buffer.AsSpan(_end));
        _end += bytes.Length;
    }

    /// <summary>Takes the next whole event.</summary>
    /// <param name="frame">The event; valid until the next call of a member of this reader.</param>
    /// <returns>False where more bytes are needed.</returns>
    /// <exception cref="SseFrameTooLargeException">The event under way is over the limit. The reader stays in this state.</exception>
    public bool TryRead(out SseFrame frame)
    {
        frame = default;
        if (_tooLarge)
        {
            throw new SseFrameTooLargeException(maxFrameBytes);
        }

        if (_delivered)
        {
            ResetFrame();
        }

        while (SettleLineStart())
        {
            if (IsBare())
            {
                if (TryReadBare(out frame))
                {
                    return true;
                }

                continue;
            }

            if (!TryReadLine(out var line))
            {
                break;
            }

            if (line.Length == 0)
            {
                if (!_frameHasFields)
                {
                    continue;
                }

                frame = new SseFrame(_event, _data.AsMemory(0, _dataLength), _hasData);
                _delivered = true;
                return true;
            }

            Limit(line.Length);
            AddField(line);
        }

        Limit(_end - _lineStart);
        return false;
    }

    /// <summary>Gives the buffers back.</summary>
    public void Dispose()
    {
        Return(ref _buffer);
        Return(ref _data);
        _end = _lineStart = _scanned = _dataLength = 0;
    }

    private static void Return(ref byte[] buffer)
    {
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = [];
        }
    }

    /// <summary>Steps over what is no part of the line that comes next; false where that cannot be told yet.</summary>
    private bool SettleLineStart()
    {
        if (_skipLineFeed && _lineStart < _end)
        {
            _skipLineFeed = false;
            if (_buffer[_lineStart] == (byte)'\n')
            {
                _lineStart++;
                _scanned = Math.Max(_scanned, _lineStart);
            }
        }

        return _bomChecked || SkipByteOrderMark();
    }

    private bool IsBare() => _lineStart < _end && (_bare.IsOpen || (!_frameHasFields && BareJson.CanBegin(_buffer[_lineStart])));

    private bool TryReadBare(out SseFrame frame)
    {
        if (!_bare.IsOpen)
        {
            _bare = default;
        }

        var taken = _bare.Take(_buffer.AsSpan(_lineStart, _end - _lineStart));
        CopyData(_buffer.AsSpan(_lineStart, taken));
        _lineStart += taken;
        _scanned = Math.Max(_scanned, _lineStart);
        Limit(0);
        if (!_bare.IsOpen && !_bare.IsWhole)
        {
            _dataLength = 0;
        }

        _delivered = _bare.IsWhole;
        frame = _delivered ? new SseFrame(default, _data.AsMemory(0, _dataLength), true) { IsBare = true } : default;
        return _delivered;
    }

    private bool TryReadLine(out ReadOnlySpan<byte> line)
    {
        line = default;
        var end = _buffer.AsSpan(_scanned, _end - _scanned).IndexOfAny((byte)'\n', (byte)'\r');
        if (end < 0)
        {
            _scanned = _end;
            return false;
        }

        end += _scanned;
        line = _buffer.AsSpan(_lineStart, end - _lineStart);
        _skipLineFeed = _buffer[end] == (byte)'\r';
        _lineStart = end + 1;
        _scanned = _lineStart;
        return true;
    }

    private bool SkipByteOrderMark()
    {
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        var head = _buffer.AsSpan(0, Math.Min(3, _end));
        if (head.Length < 3 && mark.StartsWith(head))
        {
            return false;
        }

        if (head.SequenceEqual(mark))
        {
            _lineStart += 3;
            _scanned = _lineStart;
        }

        _bomChecked = true;
        return true;
    }

    private void AddField(ReadOnlySpan<byte> line)
    {
        var colon = line.IndexOf((byte)':');
        if (colon == 0)
        {
            return;
        }

        var name = colon < 0 ? line : line[..colon];
        var value = colon < 0 ? default : line[(colon + 1)..];
        if (value.Length > 0 && value[0] == (byte)' ')
        {
            value = value[1..];
        }

        if (name.SequenceEqual("data"u8))
        {
            AddData(value);
        }
        else if (name.SequenceEqual("event"u8))
        {
            // Names repeat, so that the same array mostly serves for all.
            _event = value.SequenceEqual(_lastEvent) ? _lastEvent : _lastEvent = value.ToArray();
            _frameHasFields = true;
        }
    }

    private void AddData(ReadOnlySpan<byte> value)
    {
        if (_hasData)
        {
            CopyData("\n"u8);
        }

        CopyData(value);
        _hasData = true;
        _frameHasFields = true;
    }

    private void CopyData(ReadOnlySpan<byte> value)
    {
        var needed = _dataLength + value.Length + 1;
        if (needed > _data.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, 1024));
            _data.AsSpan(0, _dataLength).CopyTo(larger);
            Return(ref _data);
            _data = larger;
        }

        value.CopyTo(_data.AsSpan(_dataLength));
        _dataLength += value.Length;
    }

    /// <summary>Counts the same however the input was cut: an unfinished line is never longer than the finished one.</summary>
    private void Limit(int lineLength)
    {
        if ((long)_dataLength + _event.Length + lineLength > maxFrameBytes)
        {
            _tooLarge = true;
            throw new SseFrameTooLargeException(maxFrameBytes);
        }
    }

    private void ResetFrame()
    {
        _delivered = false;
        _frameHasFields = false;
        _hasData = false;
        _dataLength = 0;
        _event = [];
        _bare = default;
    }

    private void MakeRoom(int extra)
    {
        // Fields of the frame under way are already copied out, so all before the current line may go.
        var kept = _end - _lineStart;
        if (_lineStart > 0)
        {
            _buffer.AsSpan(_lineStart, kept).CopyTo(_buffer);
            _scanned -= _lineStart;
            _lineStart = 0;
            _end = kept;
        }

        if (kept + extra > _buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(kept + extra, 4096));
            _buffer.AsSpan(0, kept).CopyTo(larger);
            Return(ref _buffer);
            _buffer = larger;
        }
    }
}
