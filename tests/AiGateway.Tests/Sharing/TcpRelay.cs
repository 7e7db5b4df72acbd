using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace AiGateway.Tests.Sharing;

/// <summary>Passes on what goes to a server and back, until the network is to fail.</summary>
internal sealed class TcpRelay : IAsyncDisposable
{
    private readonly ConcurrentBag<Passage> _passages = [];
    private readonly int _target;
    private TcpListener _listener = new(IPAddress.Loopback, 0);
    private Task _accepting;

    public TcpRelay(int target)
    {
        _target = target;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync(_listener);
    }

    public int Port { get; }

    /// <summary>From now on nothing passes through the connections there are, and nobody is told; new ones are as good as ever.</summary>
    public void Freeze()
    {
        foreach (var passage in _passages)
        {
            passage.IsFrozen = true;
        }
    }

    /// <summary>Ends all connections and refuses new ones.</summary>
    public async Task CutAsync()
    {
        _listener.Stop();
        await _accepting;
        while (_passages.TryTake(out var passage))
        {
            passage.Dispose();
        }
    }

    /// <summary>Takes connections again.</summary>
    public void Restore()
    {
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Start();
        _accepting = AcceptAsync(_listener);
    }

    public async ValueTask DisposeAsync() => await CutAsync();

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync();
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
        private volatile bool _isFrozen;

        public Passage(TcpClient client, TcpClient server)
        {
            (_client, _server) = (client, server);
            _ = CopyAsync(client, server);
            _ = CopyAsync(server, client);
        }

        public bool IsFrozen
        {
            get => _isFrozen;
            set => _isFrozen = value;
        }

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
