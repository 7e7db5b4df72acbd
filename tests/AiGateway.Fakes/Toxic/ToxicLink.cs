using System.Net.Sockets;

namespace AiGateway.Fakes.Toxic;

/// <summary>The two sockets of one proxied connection.</summary>
internal sealed class ToxicLink : IDisposable
{
    private readonly Socket _caller;
    private readonly Socket _target;
    private readonly CancellationTokenSource _ended = new();

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
    public void Reset() => End(new LingerOption(true, 0));

    /// <summary>Ends both sides with FIN.</summary>
    public void Close() => End(new LingerOption(false, 0));

    public void Dispose()
    {
        Close();
        _ended.Dispose();
    }

    private void End(LingerOption linger)
    {
        foreach (var socket in (Socket[])[_caller, _target])
        {
            try
            {
                socket.LingerState = linger;
                socket.Close();
            }
            catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
            {
                // It had ended already.
            }
        }

        try
        {
            _ended.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The connection's own task was quicker.
        }
    }
}
