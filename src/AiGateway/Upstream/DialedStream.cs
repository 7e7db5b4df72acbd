using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace AiGateway.Upstream;

/// <summary>A connection to a provider that counts what it served and what came back.</summary>
/// <remarks>A <see cref="NetworkStream"/>, since the HTTP client asks those alone whether the peer has closed before it uses them again.</remarks>
internal sealed class DialedStream(Socket socket) : NetworkStream(socket, ownsSocket: true)
{
    private long _received;
    private int _requests;

    /// <summary>How many bytes came so far.</summary>
    public long Received => Volatile.Read(ref _received);

    /// <summary>Counts a request and gives its number, from 1.</summary>
    public int CountRequest() => Interlocked.Increment(ref _requests);

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Sending.Current?.GoesOutOn(this);
        return base.WriteAsync(buffer, cancellationToken);
    }

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = base.ReadAsync(buffer, cancellationToken);
        if (read.IsCompletedSuccessfully)
        {
            return new ValueTask<int>(Count(read.Result));
        }

        return CountAsync(read);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> CountAsync(ValueTask<int> read) => Count(await read);

    private int Count(int bytes)
    {
        // One reader at a time, but not always on one thread.
        Volatile.Write(ref _received, _received + bytes);
        return bytes;
    }
}
