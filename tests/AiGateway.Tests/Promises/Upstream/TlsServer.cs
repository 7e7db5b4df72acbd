using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace AiGateway.Tests.Promises.Upstream;

/// <summary>A TLS server on a loopback port; what it speaks inside is the test's own code.</summary>
public sealed class TlsServer : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly ConcurrentBag<TcpClient> _accepted = [];
    private readonly ConcurrentQueue<Exception> _failures = [];
    private readonly SslServerAuthenticationOptions _options;
    private readonly Func<SslStream, int, Task> _serve;
    private readonly Task _accepting;
    private int _connections;
    private int _handshakes;

    private TlsServer(SslServerAuthenticationOptions options, Func<SslStream, int, Task> serve, IPEndPoint endpoint)
    {
        (_options, _serve, _listener) = (options, serve, new TcpListener(endpoint));
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many connections were accepted.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>How many of them came through their handshake.</summary>
    public int Handshakes => Volatile.Read(ref _handshakes);

    /// <summary>What went wrong in the test's own code, ended connections left out.</summary>
    public IReadOnlyList<Exception> Failures => [.. _failures];

    /// <summary>Serves each connection, numbered from 1, by the test's own code; it is closed when the code returns.</summary>
    public static TlsServer Start(SslServerAuthenticationOptions options, Func<SslStream, int, Task> serve, IPEndPoint? endpoint = null) =>
        new(options, serve, endpoint ?? new IPEndPoint(IPAddress.Loopback, 0));

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        foreach (var client in _accepted)
        {
            client.Dispose();
        }

        await _accepting;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync();
                client.NoDelay = true;
                _accepted.Add(client);
                _ = ServeAsync(client, Interlocked.Increment(ref _connections));
            }
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The listener was closed: there is nothing more to accept.
        }
    }

    private async Task ServeAsync(TcpClient client, int number)
    {
        try
        {
            await using var tls = new SslStream(client.GetStream());
            await tls.AuthenticateAsServerAsync(_options);
            Interlocked.Increment(ref _handshakes);
            await _serve(tls, number);
        }
        catch (Exception failure)
        {
            if (failure is not (IOException or ObjectDisposedException or System.Security.Authentication.AuthenticationException))
            {
                _failures.Enqueue(failure);
            }
        }
        finally
        {
            client.Dispose();
        }
    }
}
