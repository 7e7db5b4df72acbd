using System.Net;
using System.Net.Sockets;
using AiGateway.Exchanges;

namespace AiGateway.Upstream;

/// <summary>
/// Connects to providers, and only to addresses that a provider may have: the check is on the address that the socket will dial, after
/// the name was resolved, so that no name and no later change of one can lead into the operator's own network.
/// </summary>
/// <param name="allowPrivateNetwork">Whether any address will do.</param>
/// <param name="resolve">Finds the addresses of a name; null for the machine's own way.</param>
internal sealed class GuardedDialer(bool allowPrivateNetwork, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(3);

    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve = resolve ?? Dns.GetHostAddressesAsync;

    /// <summary>Opens a connection for <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    /// <exception cref="AddressRefusedException">No address of the host is allowed.</exception>
    /// <exception cref="ConnectTimeoutException">No connection stood in time.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken token)
    {
        var limit = context.InitialRequestMessage.Options.TryGetValue(DispatchHandler.ConnectTimeoutKey, out var configured) ? configured : DefaultTimeout;
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(token);
        timer.CancelAfter(limit);
        try
        {
            var addresses = await ResolveAsync(context.DnsEndPoint.Host, timer.Token);
            return await DialAsync(addresses, context.DnsEndPoint.Port, limit, timer.Token);
        }
        catch (OperationCanceledException) when (timer.IsCancellationRequested && !token.IsCancellationRequested)
        {
            throw new ConnectTimeoutException(limit);
        }
    }

    private async Task<IPAddress[]> ResolveAsync(string host, CancellationToken token)
    {
        var resolved = IPAddress.TryParse(host, out var literal) ? [literal] : await _resolve(host, token);
        var allowed = allowPrivateNetwork ? resolved : Array.FindAll(resolved, PublicAddress.Is);
        return allowed.Length > 0 ? allowed : throw new AddressRefusedException(host);
    }

    private static async Task<Stream> DialAsync(IPAddress[] addresses, int port, TimeSpan limit, CancellationToken token)
    {
        for (var i = 0; ; i++)
        {
            var socket = new Socket(addresses[i].AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                using var share = CancellationTokenSource.CreateLinkedTokenSource(token);
                share.CancelAfter(limit / addresses.Length);
                await socket.ConnectAsync(new IPEndPoint(addresses[i], port), i + 1 < addresses.Length ? share.Token : token);
                return new DialedStream(socket);
            }
            catch (Exception exception) when (i + 1 < addresses.Length && !token.IsCancellationRequested && exception is SocketException or OperationCanceledException)
            {
                // The next address gets its share of the time.
                socket.Dispose();
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }
}
