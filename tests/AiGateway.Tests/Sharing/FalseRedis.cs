using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AiGateway.Tests.Sharing;

/// <summary>Something else where Redis is expected: it greets, hangs up at once, or says nothing at all.</summary>
internal sealed class FalseRedis : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<TcpClient> _clients = [];
    private readonly Task _accepting;
    private int _accepted;

    /// <summary>Listens from now on.</summary>
    /// <param name="greeting">What it says to everybody; empty for hanging up, null for silence.</param>
    public FalseRedis(string? greeting)
    {
        _listener.Start();
        _accepting = AcceptAsync(greeting);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many connections it has accepted.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _accepting;
        _clients.ForEach(static client => client.Dispose());
    }

    private async Task AcceptAsync(string? greeting)
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync();
                Interlocked.Increment(ref _accepted);
                _clients.Add(client);
                if (greeting is "")
                {
                    client.Close();
                }
                else if (greeting is not null)
                {
                    await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(greeting));
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or IOException)
        {
            // Stopped.
        }
    }
}
