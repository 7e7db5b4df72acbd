using AiGateway.Configuration;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace AiGateway.Authentication;

/// <summary>
/// Finds a caller's address behind the operator's own proxies: from <c>X-Forwarded-For</c>, read from its end for as long as whoever
/// wrote an entry is one of <c>Gateway:TrustedProxies</c>. From anybody else the header says nothing.
/// </summary>
internal sealed class CallerAddressMiddleware(RequestDelegate next, SnapshotStore<GatewayConfig> store, ILoggerFactory loggers)
{
    private volatile Reader _reader = new([], null);

    /// <summary>Handles one request.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        if (ReaderOf(store.Current.Options.TrustedProxies) is { } reader)
        {
            if (context.Request.Headers.ContainsKey(ForwardedHeadersDefaults.XForwardedForHeaderName))
            {
                // Noted before the header is used up, since the address in it may be the socket's own.
                context.Features.Set(new ForwardedCaller());
            }

            reader.ApplyForwarders(context);

            // The middleware leaves what it replaced as a header, which would travel on along the operator's own routes.
            context.Request.Headers.Remove(ForwardedHeadersDefaults.XOriginalForHeaderName);
        }

        return next(context);
    }

    private ForwardedHeadersMiddleware? ReaderOf(IReadOnlyList<string> networks)
    {
        var reader = _reader;
        if (!ReferenceEquals(reader.Networks, networks))
        {
            _reader = reader = new Reader(networks, networks.Count == 0 ? null : Make(networks));
        }

        return reader.Middleware;
    }

    private ForwardedHeadersMiddleware Make(IReadOnlyList<string> networks)
    {
        // No limit on hops: each is taken only from a proxy of the operator's own, and the header's length is bounded.
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor, ForwardLimit = null };
        options.KnownIPNetworks.Clear();
        options.KnownProxies.Clear();
        foreach (var text in networks)
        {
            // The reader has refused what is none.
            Networks.TryRead(text, out var network);
            options.KnownIPNetworks.Add(network);
        }

        return new ForwardedHeadersMiddleware(next, loggers, Options.Create(options));
    }

    private sealed record Reader(IReadOnlyList<string> Networks, ForwardedHeadersMiddleware? Middleware);
}
