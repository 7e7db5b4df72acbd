using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace AiGateway.Management;

/// <summary>Reads networks as people write them, and writes each in one way only.</summary>
internal static class NetworkText
{
    private const int Longest = 64;

    /// <summary>The network in CIDR notation; null for what is none, or is one only to a lenient reader.</summary>
    public static string? Normalise(string text)
    {
        // A zone belongs to one machine's interfaces, and .NET reads 10.1 and 0x0a.1 as addresses too.
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var first = slash < 0 ? text : text[..slash];
        if (text.Length > Longest || !IPAddress.TryParse(first, out var address) || first.Contains('%', StringComparison.Ordinal)
            || (address.AddressFamily == AddressFamily.InterNetwork && address.ToString() != first)
            || address.IsIPv4MappedToIPv6)
        {
            return null;
        }

        var bits = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        var length = bits;
        if (slash >= 0 && (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out length) || length > bits))
        {
            return null;
        }

        return IsFirst(address, length) ? string.Create(CultureInfo.InvariantCulture, $"{address}/{length}") : null;
    }

    /// <summary>Whether nothing is set beyond the network's own bits.</summary>
    private static bool IsFirst(IPAddress address, int length)
    {
        var bytes = address.GetAddressBytes();
        for (var bit = length; bit < bytes.Length * 8; bit++)
        {
            if ((bytes[bit / 8] & (0x80 >> (bit % 8))) != 0)
            {
                return false;
            }
        }

        return true;
    }
}
