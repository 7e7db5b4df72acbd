using AiGateway.Storage;

namespace AiGateway.Audit;

/// <summary>The open file. Every call may block, and belongs on the thread of <see cref="AuditFile"/>.</summary>
internal sealed class AuditFileTarget : IDisposable
{
    private const int TailBytes = 256 * 1024;
    private readonly FileStream _stream;
    private readonly string _path;

    private AuditFileTarget(FileStream stream, string path)
    {
        _stream = stream;
        _path = path;
    }

    /// <summary>Opens for writing at the end.</summary>
    public static AuditFileTarget Open(string path)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new AuditFileTarget(new FileStream(path, options), path);
    }

    /// <summary>The last records in the file, the newest first; empty for an empty file, null for a pipe.</summary>
    public IReadOnlyList<AuditRecord>? ReadTail()
    {
        if (!_stream.CanSeek)
        {
            return null;
        }

        using var input = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        input.Seek(-Math.Min(TailBytes, input.Length), SeekOrigin.End);
        var bytes = new byte[TailBytes];
        var tail = bytes.AsMemory(0, input.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
        var records = new List<AuditRecord>();
        while (tail.Length > 0)
        {
            // A line that has no end was torn, and the first in here may lack its beginning; neither can be read.
            var start = tail.Span[..^1].LastIndexOf((byte)'\n') + 1;
            if (tail.Span[^1] == (byte)'\n' && AuditLine.TryRead(tail[start..^1], out var record))
            {
                records.Add(record);
            }

            tail = tail[..start];
        }

        return records;
    }

    /// <summary>Writes lines at the end and waits until the disk has them; where that fails, takes back what was written.</summary>
    public void Append(ReadOnlySpan<byte> lines)
    {
        if (!_stream.CanSeek)
        {
            _stream.Write(lines);
            return;
        }

        var length = _stream.Seek(0, SeekOrigin.End);
        try
        {
            if (length > 0 && !EndsLine(length))
            {
                _stream.Write("\n"u8);
            }

            _stream.Write(lines);
            _stream.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            TakeBack(length);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private void TakeBack(long length)
    {
        try
        {
            _stream.SetLength(length);
        }
        catch (IOException)
        {
            // What stays is half a line, which the next one is kept apart from and which counts as none.
        }
    }

    /// <summary>Whether the last byte ends a line; where not, a process died while it wrote.</summary>
    private bool EndsLine(long length)
    {
        using var input = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        input.Seek(length - 1, SeekOrigin.Begin);
        return input.ReadByte() == '\n';
    }
}
