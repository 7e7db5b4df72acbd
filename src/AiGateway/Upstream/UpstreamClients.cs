using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using AiGateway.Configuration;
using AiGateway.Providers.Mock;

namespace AiGateway.Upstream;

/// <summary>The HTTP clients, one for each provider. They outlive the snapshots, so that a reload opens no new connections.</summary>
internal sealed class UpstreamClients : IDisposable
{
    /// <summary>The time that connection and TLS handshake may take together.</summary>
    public static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<(string Name, ProviderType Type, bool AllowPrivateNetwork), HttpMessageInvoker> _clients = [];

    /// <summary>What every pool's cluster sends with: hands each request to the client of the provider it is for.</summary>
    public HttpMessageInvoker Dispatcher { get; } = new(new DispatchHandler());

    /// <summary>The client of a provider.</summary>
    public HttpMessageInvoker For(ProviderOptions provider) => _clients.GetOrAdd(
        (provider.Name.ToLowerInvariant(), provider.Type, provider.AllowPrivateNetwork),
        static key => new HttpMessageInvoker(key.Type == ProviderType.Mock ? new MockHandler(TimeProvider.System) : CreateHandler(key.AllowPrivateNetwork)));

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispatcher.Dispose();
        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }
    }

    private static SocketsHttpHandler CreateHandler(bool allowPrivateNetwork) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        EnableMultipleHttp2Connections = true,
        // The dialer has a limit of its own for the connection; this one ends a TLS handshake that hangs.
        ConnectTimeout = HandshakeTimeout,
        PooledConnectionLifetime = TimeSpan.FromMinutes(3),
        ResponseDrainTimeout = TimeSpan.FromMilliseconds(100),
        MaxResponseHeadersLength = 32,
        SslOptions = new SslClientAuthenticationOptions { EnabledSslProtocols = System.Security.Authentication.SslProtocols.None },
        ConnectCallback = new GuardedDialer(allowPrivateNetwork).ConnectAsync,
    };
}
