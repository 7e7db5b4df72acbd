using System.Net.Sockets;

namespace AiGateway.Fakes.Toxic;

/// <summary>The two sockets of one proxied connection.</summary>
internal sealed class ToxicLink : IDisposable
{
    private readonly Socket _caller;
    private readonly Socket _target;

    // Not disposed: it holds no timer, and a reset from outside may come while the connection's own task is already done with it.
    private readonly CancellationTokenSource _ended = new();
    private int _ending;

    public ToxicLink(Socket caller, Socket target)
    {
        (_caller, _target) = (caller, target);
        caller.NoDelay = true;
        target.NoDelay = true;
        Ended = _ended.Token;
    }

    /// <summary>Cancelled when either direction ended the connection.</summary>
    public CancellationToken Ended { get; }

    /// <summary>Ends both sides with RST.</summary>
    public void Reset() => End(static socket =>
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Close();
    });

    /// <summary>Ends both sides with FIN; the sockets themselves are closed when nobody waits on them, since closing under a waiting receive resets.</summary>
    public void Close() => End(static socket => socket.Shutdown(SocketShutdown.Send));

    public void Dispose()
    {
        Close();
        _caller.Dispose();
        _target.Dispose();
    }

    /// <summary>Ends the connection once; who comes second finds it ended.</summary>
    private void End(Action<Socket> end)
    {
        if (Interlocked.Exchange(ref _ending, 1) != 0)
        {
            return;
        }

        foreach (var socket in (Socket[])[_caller, _target])
        {
            try
            {
                end(socket);
            }
            catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
            {
                // This side had ended already.
            }
        }

        _ended.Cancel();
    }
}
