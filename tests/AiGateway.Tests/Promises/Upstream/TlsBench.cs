using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using AiGateway.Tests.Failover;
using AiGateway.Tests.Hosting;
using AiGateway.Upstream;
using Microsoft.Extensions.DependencyInjection;

namespace AiGateway.Tests.Promises.Upstream;

/// <summary>Gateways before TLS servers named <see cref="Host"/>, which trust the authority of a test and find the name on the loopback.</summary>
internal static class TlsBench
{
    public const string Host = "provider.test";

    /// <summary>What a server shows and speaks.</summary>
    public static SslServerAuthenticationOptions Server(X509Certificate2 certificate, params SslApplicationProtocol[] protocols) => new()
    {
        // Sent along with its chain of none: the authority itself is what the other side has to know.
        ServerCertificateContext = SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true),
        ApplicationProtocols = [.. protocols],
        EnabledSslProtocols = SslProtocols.None,
    };

    /// <summary>The target that a server is.</summary>
    public static Target At(TlsServer server) => Target.At(new Uri($"https://{Host}:{server.Port}"));

    /// <summary>Starts a gateway that trusts this authority and the machine's not.</summary>
    public static Task<TestGateway> StartAsync(TestAuthority authority, params Target[] targets) => StartAsync(new UpstreamNetwork { Authorities = [authority.Certificate] }, new Knobs(), targets);

    /// <summary>Starts a gateway that reaches its providers so; names lead to the loopback where nothing else is said.</summary>
    public static Task<TestGateway> StartAsync(UpstreamNetwork network, Knobs knobs, params Target[] targets)
    {
        Func<string, CancellationToken, Task<IPAddress[]>> machines = Dns.GetHostAddressesAsync;
        var named = network.Resolve == machines ? network with { Resolve = static (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]) } : network;
        return TestGateway.StartAsync(Pools.Configuration(knobs, targets), services: services => services.AddSingleton(named));
    }
}
