using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace AiGateway.Fakes.Toxic;

/// <summary>A loopback TCP proxy that makes a network bad on demand: latency, down, bandwidth, slow close, timeout, reset, slicer, limit.</summary>
public sealed class ToxicProxy : IAsyncDisposable
{
    private readonly int _target;
    private readonly ConcurrentDictionary<ToxicLink, bool> _links = new();
    private readonly Lock _lock = new();
    private Socket? _listener;
    private Task _accepting = Task.CompletedTask;
    private Toxics _up = Toxics.None;
    private Toxics _down = Toxics.None;
    private int _connections;

    private ToxicProxy(int target) => _target = target;

    public int Port { get; private set; }

    public Uri Origin => new($"http://127.0.0.1:{Port}");

    /// <summary>How many connections were accepted.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>How many connections are open.</summary>
    public int Open => _links.Count;

    /// <summary>What befalls the caller's bytes on their way to the target.</summary>
    public Toxics Upstream
    {
        get => Volatile.Read(ref _up);
        set => Volatile.Write(ref _up, value);
    }

    /// <summary>What befalls the target's bytes on their way to the caller.</summary>
    public Toxics Downstream
    {
        get => Volatile.Read(ref _down);
        set => Volatile.Write(ref _down, value);
    }

    /// <summary>Starts a healthy proxy before a loopback port.</summary>
    public static ToxicProxy Start(int targetPort)
    {
        var proxy = new ToxicProxy(targetPort);
        proxy.Up();
        return proxy;
    }

    /// <summary>Down: open connections are reset and new ones refused, until <see cref="Up"/>.</summary>
    public void Down()
    {
        lock (_lock)
        {
            _listener?.Dispose();
            _listener = null;
        }

        CutAll();
    }

    /// <summary>Accepts connections again, on the same port as before.</summary>
    public void Up()
    {
        lock (_lock)
        {
            if (_listener is not null)
            {
                return;
            }

            var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            listener.Bind(new IPEndPoint(IPAddress.Loopback, Port));
            listener.Listen();
            Port = ((IPEndPoint)listener.LocalEndPoint!).Port;
            _listener = listener;
            _accepting = AcceptAsync(listener);
        }
    }

    /// <summary>Resets all open connections; new ones are accepted.</summary>
    public void CutAll()
    {
        foreach (var link in _links.Keys)
        {
            link.Reset();
        }
    }

    /// <summary>Makes the network good again; what is under way already is still late.</summary>
    public void Heal() => (Upstream, Downstream) = (Toxics.None, Toxics.None);

    public async ValueTask DisposeAsync()
    {
        Down();
        await _accepting.ConfigureAwait(false);
    }

    private async Task AcceptAsync(Socket listener)
    {
        try
        {
            while (true)
            {
                var caller = await listener.AcceptAsync().ConfigureAwait(false);
                Interlocked.Increment(ref _connections);
                _ = ServeAsync(caller);
            }
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
        {
            // The listener was closed.
        }
    }

    private async Task ServeAsync(Socket caller)
    {
        var target = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var link = new ToxicLink(caller, target);
        _links[link] = true;
        try
        {
            await target.ConnectAsync(new IPEndPoint(IPAddress.Loopback, _target)).ConfigureAwait(false);
            await Task.WhenAll(
                new ToxicPump(link, caller, target, () => Upstream).RunAsync(),
                new ToxicPump(link, target, caller, () => Downstream).RunAsync()).ConfigureAwait(false);
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            link.Reset();
        }
        finally
        {
            _links.TryRemove(link, out _);
        }
    }
}
