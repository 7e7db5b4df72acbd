using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace AiGateway.Tests.Sharing;

/// <summary>Passes on what goes to Redis and back, until told to drop it: as when a network is cut and nobody is told.</summary>
internal sealed class RedisRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<Passage> _passages = [];
    private readonly int _target;
    private readonly Task _accepting;

    public RedisRelay(int target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>From now on nothing passes through the connections there are; new ones are as good as ever.</summary>
    public void Freeze()
    {
        foreach (var passage in _passages)
        {
            passage.IsFrozen = true;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _accepting;
        foreach (var passage in _passages)
        {
            passage.Dispose();
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync();
                var server = new TcpClient();
                await server.ConnectAsync(IPAddress.Loopback, _target);
                _passages.Add(new Passage(client, server));
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private sealed class Passage : IDisposable
    {
        private readonly TcpClient _client;
        private readonly TcpClient _server;

        public Passage(TcpClient client, TcpClient server)
        {
            (_client, _server) = (client, server);
            _ = CopyAsync(client, server);
            _ = CopyAsync(server, client);
        }

        public volatile bool IsFrozen;

        public void Dispose()
        {
            _client.Dispose();
            _server.Dispose();
        }

        private async Task CopyAsync(TcpClient from, TcpClient to)
        {
            var buffer = new byte[4096];
            try
            {
                while (await from.GetStream().ReadAsync(buffer) is > 0 and var read)
                {
                    if (!IsFrozen)
                    {
                        await to.GetStream().WriteAsync(buffer.AsMemory(0, read));
                    }
                }
            }
            catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException)
            {
                // One end has closed.
            }

            if (!IsFrozen)
            {
                Dispose();
            }
        }
    }
}
