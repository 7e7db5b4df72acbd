using System.Net;
using System.Net.Sockets;

namespace AiGateway.Configuration;

/// <summary>Reads networks in CIDR notation and single addresses, and refuses what could be read in two ways.</summary>
internal static class Networks
{
    /// <summary>Reads <c>10.0.0.0/8</c>, <c>192.0.2.7</c>, <c>2001:db8::/32</c> or <c>2001:db8::7</c>.</summary>
    /// <param name="text">What the configuration or an entry of the store says.</param>
    /// <param name="network">The network, where the answer is <see langword="null"/>; a single address is a network of itself.</param>
    /// <returns>What is wrong with it, or <see langword="null"/>.</returns>
    public static string? TryRead(string text, out IPNetwork network)
    {
        network = default;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var written = slash < 0 ? text : text[..slash];
        if (!IPAddress.TryParse(written, out var address) || !IsPlain(written, address))
        {
            return "This is no network: 10.0.0.0/8, 2001:db8::/32, or a single address such as 192.0.2.7.";
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return $"Write it as the IPv4 address it stands for: {address.MapToIPv4()}.";
        }

        var bits = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        var length = bits;
        if (slash >= 0 && !TryReadLength(text.AsSpan(slash + 1), bits, out length))
        {
            return $"What follows the slash is no length of a prefix, 0 to {bits}.";
        }

        var first = First(address, length);
        if (!first.Equals(address))
        {
            return $"The address has bits beyond the prefix. The network is {first}/{length}.";
        }

        network = new IPNetwork(address, length);
        return null;
    }

    /// <summary>An address as networks have it: IPv4 is IPv4, also where a socket of both kinds gives it as IPv6.</summary>
    public static IPAddress Normal(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    /// <summary>Whether the text is the address in its usual form: .NET also reads <c>10.1</c>, <c>0x7f.1</c> and <c>1</c>, and scopes such as <c>fe80::1%2</c>.</summary>
    private static bool IsPlain(string text, IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork
        ? string.Equals(text, address.ToString(), StringComparison.Ordinal)
        : !text.AsSpan().ContainsAny("%[]");

    private static bool TryReadLength(ReadOnlySpan<char> text, int most, out int length)
    {
        length = 0;
        if (text.Length is 0 or > 3 || text.ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        length = int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        return length <= most;
    }

    private static IPAddress First(IPAddress address, int length)
    {
        var bytes = address.GetAddressBytes();
        for (var bit = length; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        return new IPAddress(bytes);
    }
}
