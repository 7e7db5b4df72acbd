using System.Net;
using System.Net.Sockets;

namespace AiGateway.Fakes.Raw;

/// <summary>Sends raw bytes to a loopback port, for heads that no HTTP client would send.</summary>
public static class RawClient
{
    public static async Task<RawConnection> ConnectAsync(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port)).ConfigureAwait(false);
        return new RawConnection(socket);
    }

    /// <summary>Sends one request on a connection of its own and reads one answer.</summary>
    public static async Task<RawMessage> SendAsync(int port, string request)
    {
        using var connection = await ConnectAsync(port).ConfigureAwait(false);
        await connection.WriteAsync(request).ConfigureAwait(false);
        return await connection.ReadMessageAsync(untilClose: true).ConfigureAwait(false);
    }
}
