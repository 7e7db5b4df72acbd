using System.Net.Sockets;
using System.Text;

namespace AiGateway.Fakes.Raw;

/// <summary>One TCP connection on which a test reads and writes whatever bytes it wants.</summary>
public sealed class RawConnection : IDisposable
{
    private static readonly TimeSpan ReadLimit = TimeSpan.FromSeconds(10);

    private readonly Socket _socket;
    private readonly byte[] _chunk = new byte[16 * 1024];
    private readonly MemoryStream _received = new();
    private int _taken;

    internal RawConnection(Socket socket)
    {
        _socket = socket;
        socket.NoDelay = true;
    }

    /// <summary>Everything received so far.</summary>
    public byte[] Received => _received.ToArray();

    private ReadOnlySpan<byte> Pending => _received.GetBuffer().AsSpan(_taken, (int)_received.Length - _taken);

    public Task WriteAsync(string text) => WriteAsync(Encoding.UTF8.GetBytes(text));

    public async Task WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await _socket.SendAsync(bytes).ConfigureAwait(false)..];
        }
    }

    /// <summary>Writes the bytes one by one, with a pause after each.</summary>
    public async Task DribbleAsync(string text, TimeSpan pause)
    {
        foreach (var letter in Encoding.UTF8.GetBytes(text))
        {
            await WriteAsync(new[] { letter }).ConfigureAwait(false);
            await Task.Delay(pause).ConfigureAwait(false);
        }
    }

    /// <summary>Reads one HTTP message: its head, and its body by length, chunks or the connection's end.</summary>
    /// <param name="untilClose">Whether a message without length goes on to the connection's end (answers), or has no body (requests).</param>
    /// <exception cref="EndOfStreamException">The connection ended before the message did.</exception>
    public async Task<RawMessage> ReadMessageAsync(bool untilClose = false)
    {
        var head = Encoding.Latin1.GetString(await ReadThroughAsync("\r\n\r\n"u8.ToArray()).ConfigureAwait(false));
        var message = new RawMessage(head, []);
        if (message.HasNoBody)
        {
            return message;
        }

        if (message.Header("transfer-encoding")?.Contains("chunked", StringComparison.OrdinalIgnoreCase) == true)
        {
            return message with { Body = await ReadChunksAsync().ConfigureAwait(false) };
        }

        if (message.Header("content-length") is { } length)
        {
            return message with { Body = await ReadExactlyAsync(int.Parse(length, System.Globalization.CultureInfo.InvariantCulture)).ConfigureAwait(false) };
        }

        return untilClose ? message with { Body = await ReadToEndAsync().ConfigureAwait(false) } : message;
    }

    /// <summary>Reads up to and including a marker.</summary>
    /// <exception cref="EndOfStreamException">The connection ended before the marker came.</exception>
    public async Task<string> ReadThroughAsync(string marker) => Encoding.UTF8.GetString(await ReadThroughAsync(Encoding.UTF8.GetBytes(marker)).ConfigureAwait(false));

    /// <summary>Reads all that comes until the peer closes or resets the connection.</summary>
    public async Task<byte[]> ReadToEndAsync()
    {
        while (await FillAsync().ConfigureAwait(false))
        {
        }

        return Take(Pending.Length);
    }

    /// <summary>Reads all that comes within a time; empty where nothing came.</summary>
    public async Task<byte[]> ReadForAsync(TimeSpan time)
    {
        await DrainAsync(time).ConfigureAwait(false);
        return Take(Pending.Length);
    }

    /// <summary>Whether the peer closes or resets the connection within a time; what it sends before is kept for later reads.</summary>
    public Task<bool> ClosesWithinAsync(TimeSpan time) => DrainAsync(time);

    /// <summary>Says that nothing more will be sent (FIN) and goes on receiving.</summary>
    public void ShutdownSend() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Resets the connection (RST); one that has ended already is left as it is.</summary>
    public void Reset()
    {
        try
        {
            _socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // The peer, or the other end of the test, was quicker.
        }

        _socket.Close();
    }

    /// <summary>Closes the connection (FIN).</summary>
    public void Dispose() => _socket.Dispose();

    private async Task<byte[]> ReadThroughAsync(byte[] marker)
    {
        int at;
        while ((at = Pending.IndexOf(marker)) < 0)
        {
            if (!await FillAsync().ConfigureAwait(false))
            {
                throw new EndOfStreamException($"The connection ended; received: {Encoding.Latin1.GetString(Pending)}");
            }
        }

        return Take(at + marker.Length);
    }

    private async Task<byte[]> ReadExactlyAsync(int count)
    {
        while (Pending.Length < count)
        {
            if (!await FillAsync().ConfigureAwait(false))
            {
                throw new EndOfStreamException($"The connection ended after {Pending.Length} of {count} bytes.");
            }
        }

        return Take(count);
    }

    private async Task<byte[]> ReadChunksAsync()
    {
        var body = new List<byte>();
        while (true)
        {
            var line = Encoding.Latin1.GetString(await ReadThroughAsync("\r\n"u8.ToArray()).ConfigureAwait(false));
            var size = Convert.ToInt32(line.Split(';')[0].Trim(), 16);
            body.AddRange(await ReadExactlyAsync(size).ConfigureAwait(false));
            if (size > 0)
            {
                await ReadExactlyAsync(2).ConfigureAwait(false);
                continue;
            }

            // Trailers, if any, end with an empty line.
            while ((await ReadThroughAsync("\r\n"u8.ToArray()).ConfigureAwait(false)).Length > 2)
            {
            }

            return [.. body];
        }
    }

    private async Task<bool> DrainAsync(TimeSpan time)
    {
        using var deadline = new CancellationTokenSource(time);
        try
        {
            while (await FillAsync(deadline.Token).ConfigureAwait(false))
            {
            }

            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Receives once; false at the connection's end.</summary>
    /// <exception cref="TimeoutException">Nothing came in time.</exception>
    private async Task<bool> FillAsync()
    {
        using var limit = new CancellationTokenSource(ReadLimit);
        try
        {
            return await FillAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException late)
        {
            throw new TimeoutException($"Nothing came for {ReadLimit}; received so far: {Encoding.Latin1.GetString(Received)}", late);
        }
    }

    private async Task<bool> FillAsync(CancellationToken cancellation)
    {
        try
        {
            var count = await _socket.ReceiveAsync(_chunk, cancellation).ConfigureAwait(false);
            _received.Write(_chunk, 0, count);
            return count > 0;
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    private byte[] Take(int count)
    {
        var taken = Pending[..count].ToArray();
        _taken += count;
        return taken;
    }
}
