using System.Net;
using Microsoft.Net.Http.Headers;

namespace AiGateway.Authentication;

/// <summary>Who counts as a caller on this machine while no key is configured.</summary>
/// <remarks>
/// The socket's both ends must be loopback, and the request must show no sign of having come from elsewhere: a proxy on this machine
/// adds forwarding headers, and a web page that reaches for a local port by a name of its own sends a foreign Host or Origin.
/// </remarks>
internal static class LoopbackRule
{
    /// <summary>Whether the request may be served without a key.</summary>
    public static bool Allows(HttpContext context)
    {
        var connection = context.Connection;
        var headers = context.Request.Headers;
        return IsLoopback(connection.RemoteIpAddress)
            && IsLoopback(connection.LocalIpAddress)
            && IsLoopbackHost(context.Request.Host.Host)
            && context.Features.Get<ForwardedCaller>() is null
            && !headers.ContainsKey("X-Forwarded-For")
            && !headers.ContainsKey("Forwarded")
            && !headers.ContainsKey("X-Real-IP")
            && (headers[HeaderNames.Origin] is not { Count: > 0 } origin
                || (Uri.TryCreate(origin[0], UriKind.Absolute, out var uri) && IsLoopbackHost(uri.Host)));
    }

    private static bool IsLoopback(IPAddress? address) => address is not null && IPAddress.IsLoopback(address);

    private static bool IsLoopbackHost(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
