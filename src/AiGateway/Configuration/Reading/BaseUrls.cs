using System.Net;
using System.Net.Sockets;

namespace AiGateway.Configuration.Reading;

/// <summary>Checks the address of a provider.</summary>
internal static class BaseUrls
{
    /// <summary>Reads an address; its messages do not repeat it, since people put keys into addresses.</summary>
    /// <param name="text">What the configuration says.</param>
    /// <param name="allowPrivateNetwork">Whether private addresses and plain http are allowed.</param>
    /// <param name="url">The address, where the answer is <see langword="null"/>.</param>
    /// <returns>What is wrong with it, or <see langword="null"/>.</returns>
    public static string? TryRead(string text, bool allowPrivateNetwork, out Uri? url)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out url)
            || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps)
            || text.AsSpan().IndexOfAny(" \t\r\n\\") >= 0
            || url.Host.Length == 0)
        {
            return "An absolute address with http:// or https:// is expected, such as https://api.example.com/v1.";
        }

        if (url.UserInfo.Length > 0 || text.Contains('@', StringComparison.Ordinal))
        {
            return "The address must not hold a user or password; keys go into ApiKeys.";
        }

        if (text.Contains('?', StringComparison.Ordinal) || text.Contains('#', StringComparison.Ordinal))
        {
            return "The address must not hold a query or fragment; keys go into ApiKeys.";
        }

        if (allowPrivateNetwork)
        {
            return null;
        }

        if (url.Scheme == Uri.UriSchemeHttp)
        {
            return "Plain http sends the key and every prompt in the clear. Use https, or set AllowPrivateNetwork where the provider is in your own network.";
        }

        return IsPrivate(url.IdnHost)
            ? "The address is in a loopback, private or link-local network, which is not dialled unless AllowPrivateNetwork is true."
            : null;
    }

    /// <summary>Whether the host is, as written, in no public network; names are resolved and judged again when they are dialled.</summary>
    public static bool IsPrivate(string host)
    {
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        if (!IPAddress.TryParse(host, out var address))
        {
            return false;
        }

        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            return IPAddress.IsLoopback(address) || address.Equals(IPAddress.IPv6Any) || address.IsIPv6LinkLocal || address.IsIPv6UniqueLocal;
        }

        var bytes = address.GetAddressBytes();
        return bytes[0] is 0 or 10 or 127
            || (bytes[0] == 100 && bytes[1] is >= 64 and < 128)
            || (bytes[0] == 169 && bytes[1] == 254)
            || (bytes[0] == 172 && bytes[1] is >= 16 and < 32)
            || (bytes[0] == 192 && bytes[1] == 168);
    }
}
