namespace AiGateway.Configuration.Reading;

/// <summary>Checks the address of an issuer of tokens.</summary>
internal static class Authorities
{
    /// <summary>Reads an address.</summary>
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
            return "The issuer's absolute URL is expected, such as https://login.example.com/tenant.";
        }

        if (text.AsSpan().IndexOfAny("?#@") >= 0)
        {
            return "An issuer's URL holds no user, query or fragment.";
        }

        if (allowPrivateNetwork)
        {
            return null;
        }

        if (url.Scheme == Uri.UriSchemeHttp)
        {
            return "Whoever can change what plain http carries could let anybody in. Use https, or set AllowPrivateNetwork where the issuer is in your own network.";
        }

        return BaseUrls.IsPrivate(url.IdnHost)
            ? "The address is in a loopback, private or link-local network, which is not dialled unless AllowPrivateNetwork is true."
            : null;
    }
}
