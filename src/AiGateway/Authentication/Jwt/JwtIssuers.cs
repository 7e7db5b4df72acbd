using AiGateway.Configuration;
using AiGateway.Upstream;

namespace AiGateway.Authentication.Jwt;

/// <summary>The issuers of the snapshot in force. They outlive it where a reload does not change them, keys and all.</summary>
internal sealed class JwtIssuers(SnapshotStore<GatewayConfig> store, TimeProvider time, ILogger<JwtIssuer> logger, UpstreamNetwork? network = null) : IHostedService, IDisposable
{
    private readonly UpstreamNetwork _network = network ?? new UpstreamNetwork();
    private readonly Lock _change = new();
    private volatile State _state = new(new JwtOptions(), []);

    /// <summary>The issuers now.</summary>
    public IReadOnlyList<JwtIssuer> Current
    {
        get
        {
            var options = store.Current.Options.Jwt;
            var state = _state;
            return ReferenceEquals(state.Options, options) ? state.Issuers : Change(options);
        }
    }

    /// <summary>The issuer by what stands in a token as <c>iss</c>; null for none of ours.</summary>
    public JwtIssuer? Find(string issuer)
    {
        foreach (var one in Current)
        {
            // Once its own name is known the token must have exactly that.
            if (one.Keys is { } keys ? keys.Issuer == issuer : one.Options.IsNamed(issuer))
            {
                return one;
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // Not waited for: an issuer that is down does not keep the gateway from starting.
        foreach (var issuer in Current)
        {
            issuer.WarmUp();
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var issuer in _state.Issuers)
        {
            issuer.Dispose();
        }
    }

    private JwtIssuer[] Change(JwtOptions options)
    {
        lock (_change)
        {
            var old = _state;
            if (ReferenceEquals(old.Options, options))
            {
                return old.Issuers;
            }

            JwtIssuer[] issuers = [.. options.Issuers.Values.Select(wanted =>
                Array.Find(old.Issuers, one => one.Options.IsSameAs(wanted)) ?? new JwtIssuer(wanted, _network, time, logger))];
            _state = new State(options, issuers);
            foreach (var gone in old.Issuers.Except(issuers))
            {
                gone.Dispose();
            }

            return issuers;
        }
    }

    private sealed record State(JwtOptions Options, JwtIssuer[] Issuers);
}
