using System.Net;

namespace AiGateway.Admin;

/// <summary>The origins of pages that the admin listener itself could have served.</summary>
/// <remarks>Told by the addresses listened on, never by the header Host, which a page that reaches for a local port by a name of its own chooses.</remarks>
internal sealed class ListenerOrigins
{
    private volatile IReadOnlyList<Uri> _listeners = [];

    /// <summary>Takes over the addresses once they are bound.</summary>
    public void Set(IEnumerable<string> addresses) => _listeners = [.. addresses.Select(AdminUrls.ToUri)];

    /// <summary>Whether a header Origin names the listener that a connection came in by.</summary>
    public bool Contain(string origin, ConnectionInfo connection)
    {
        if (!Uri.TryCreate(origin, UriKind.Absolute, out var uri) || uri.PathAndQuery != "/" || uri.UserInfo.Length > 0)
        {
            return false;
        }

        foreach (var listener in _listeners)
        {
            if (listener.Scheme == uri.Scheme && listener.Port == uri.Port && connection.LocalPort == uri.Port && IsHost(uri.Host, listener.Host, connection.LocalIpAddress))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsHost(string host, string listener, IPAddress? local)
    {
        if (host.Equals(listener, StringComparison.OrdinalIgnoreCase))
        {
            return !IPAddress.TryParse(listener.Trim('[', ']'), out var address) || !(address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any));
        }

        if (local is null)
        {
            return false;
        }

        local = local.IsIPv4MappedToIPv6 ? local.MapToIPv4() : local;
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase) ? IPAddress.IsLoopback(local) : IPAddress.TryParse(host.Trim('[', ']'), out var named) && named.Equals(local);
    }
}
