using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace AiGateway.Upstream;

/// <summary>
/// What providers are reached through. A gateway has the machine's own: nothing configures another, so that no setting can switch a
/// check off. Tests put one with their own names and authorities among the services.
/// </summary>
internal sealed record UpstreamNetwork
{
    /// <summary>Finds the addresses of a host's name. Asked anew for each connection.</summary>
    public Func<string, CancellationToken, Task<IPAddress[]>> Resolve { get; init; } = Dns.GetHostAddressesAsync;

    /// <summary>The authorities whose certificates are trusted; null for the machine's.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    /// <summary>How long a connection takes new requests, and so the longest that a changed address goes unseen.</summary>
    /// <value>Three minutes.</value>
    public TimeSpan ConnectionLifetime { get; init; } = TimeSpan.FromMinutes(3);
}
