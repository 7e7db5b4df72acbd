using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using AiGateway.Configuration;
using AiGateway.Providers.Mock;

namespace AiGateway.Upstream;

/// <summary>The HTTP clients, one for each provider. They outlive the snapshots, so that a reload opens no new connections.</summary>
internal sealed class UpstreamClients(UpstreamNetwork? network = null) : IDisposable
{
    /// <summary>The time that connection and TLS handshake may take together.</summary>
    public static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(15);

    private readonly UpstreamNetwork _network = network ?? new UpstreamNetwork();
    private readonly ConcurrentDictionary<(string Name, ProviderType Type, bool AllowPrivateNetwork), HttpMessageInvoker> _clients = [];

    /// <summary>What every pool's cluster sends with: hands each request to the client of the provider it is for.</summary>
    public HttpMessageInvoker Dispatcher { get; } = new(new DispatchHandler());

    /// <summary>The client of a provider.</summary>
    public HttpMessageInvoker For(ProviderOptions provider) => _clients.GetOrAdd(
        (provider.Name.ToLowerInvariant(), provider.Type, provider.AllowPrivateNetwork),
        static (key, network) => new HttpMessageInvoker(key.Type == ProviderType.Mock ? new MockHandler(TimeProvider.System) : CreateHandler(key.AllowPrivateNetwork, network)),
        _network);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispatcher.Dispose();
        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }
    }

    /// <summary>What dials: only addresses that are allowed, without redirects, cookies, proxies or tracing, and with TLS that is up to date.</summary>
    public static SocketsHttpHandler CreateHandler(bool allowPrivateNetwork, UpstreamNetwork network) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        EnableMultipleHttp2Connections = true,
        // The dialer has a limit of its own for the connection; this one ends a TLS handshake that hangs.
        ConnectTimeout = HandshakeTimeout,
        PooledConnectionLifetime = network.ConnectionLifetime,
        ResponseDrainTimeout = TimeSpan.FromMilliseconds(100),
        MaxResponseHeadersLength = 32,
        SslOptions = new SslClientAuthenticationOptions
        {
#pragma warning disable CA5398 // The machine's own choice may include 1.0 and 1.1, which are broken; no provider is left that has no better.
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
#pragma warning restore CA5398
            CertificateChainPolicy = network.Authorities is { } authorities ? TrustIn(authorities) : null,
        },
        ConnectCallback = new GuardedDialer(allowPrivateNetwork, network.Resolve).ConnectAsync,
    };

    private static X509ChainPolicy TrustIn(X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }
}
