using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace AiGateway.Fakes.Raw;

/// <summary>A TCP server whose answers a test writes byte by byte: malformed HTTP, broken chunks, resets.</summary>
public sealed class RawServer : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly ConcurrentDictionary<RawConnection, bool> _open = new();
    private readonly ConcurrentQueue<RawMessage> _requests = new();
    private readonly ConcurrentQueue<Exception> _failures = new();
    private readonly Func<RawConnection, int, Task> _serve;
    private readonly Task _accepting;
    private int _connections;

    private RawServer(Func<RawConnection, int, Task> serve)
    {
        _serve = serve;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    public Uri Origin => new($"http://127.0.0.1:{Port}");

    /// <summary>How many connections were accepted.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>The requests read by <see cref="Answering(string[])"/>, in order.</summary>
    public IReadOnlyList<RawMessage> Requests => [.. _requests];

    /// <summary>What went wrong in the test's own code, resets and early ends left out.</summary>
    public IReadOnlyList<Exception> Failures => [.. _failures];

    /// <summary>Serves each connection by the test's own code, which gets it with its number from 1; it is closed when the code returns.</summary>
    public static RawServer Start(Func<RawConnection, int, Task> serve) => new(serve);

    /// <summary>Serves each connection by the test's own code; it is closed when the code returns.</summary>
    public static RawServer Start(Func<RawConnection, Task> serve) => new((connection, _) => serve(connection));

    /// <summary>Reads requests on each connection and answers the first with the first text, and so on; after the last it closes.</summary>
    public static RawServer Answering(params string[] answers)
    {
        RawServer? server = null;
        server = new RawServer(async (connection, _) =>
        {
            foreach (var answer in answers)
            {
                var request = await connection.ReadMessageAsync().ConfigureAwait(false);
                server!._requests.Enqueue(request);
                await connection.WriteAsync(answer).ConfigureAwait(false);
            }
        });
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        foreach (var connection in _open.Keys)
        {
            connection.Reset();
        }

        await _accepting.ConfigureAwait(false);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var connection = new RawConnection(await _listener.AcceptAsync().ConfigureAwait(false));
                _open[connection] = true;
                _ = ServeAsync(connection, Interlocked.Increment(ref _connections));
            }
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
        {
            // The listener was closed: there is nothing more to accept.
        }
    }

    private async Task ServeAsync(RawConnection connection, int number)
    {
        try
        {
            await _serve(connection, number).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            if (failure is not (SocketException or ObjectDisposedException or EndOfStreamException))
            {
                _failures.Enqueue(failure);
            }
        }
        finally
        {
            _open.TryRemove(connection, out _);
            connection.Dispose();
        }
    }
}
