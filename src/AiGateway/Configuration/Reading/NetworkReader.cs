using System.Net;

namespace AiGateway.Configuration.Reading;

/// <summary>Reads lists of networks.</summary>
internal static class NetworkReader
{
    /// <summary>Reads networks in CIDR notation, or single addresses; what is wrong is reported and left out.</summary>
    public static IReadOnlyList<string> Read(IReadOnlyList<ConfigNode> entries, ProblemList problems)
    {
        var networks = new List<string>(entries.Count);
        foreach (var entry in entries)
        {
            if (entry.Children.Count > 0 || Parse(entry.Value!) is not { } network)
            {
                problems.Add(entry.Path, "A network is expected here, such as 10.0.0.0/8 or 2001:db8::/32 (with zeros behind its prefix), or one address such as 10.1.2.3.");
            }
            else if (networks.Contains(network, StringComparer.Ordinal))
            {
                problems.Add(entry.Path, $"{Quote.Of(network)} is given twice. Remove one.");
            }
            else
            {
                networks.Add(network);
            }
        }

        return networks;
    }

    private static string? Parse(string text)
    {
        if (IPNetwork.TryParse(text, out var network))
        {
            return network.ToString();
        }

        // `1` or `010.1` are addresses to .NET; here they are typing errors.
        return IPAddress.TryParse(text, out var address) && address.ScopeIdOrZero() == 0 && (text.Contains(':', StringComparison.Ordinal) || address.ToString() == text)
            ? new IPNetwork(address, address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? 32 : 128).ToString()
            : null;
    }

    private static long ScopeIdOrZero(this IPAddress address) => address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? address.ScopeId : 0;
}
