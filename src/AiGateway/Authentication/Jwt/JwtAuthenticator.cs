using AiGateway.Configuration;
using AiGateway.Exchanges;

namespace AiGateway.Authentication.Jwt;

/// <summary>Finds the caller of a token that one of the configured issuers made.</summary>
internal sealed class JwtAuthenticator(JwtIssuers issuers, SnapshotStore<GatewayConfig> store, KeyDirectory directory, TimeProvider time)
{
    private readonly JwtValidator _validator = new(time);
    private readonly KnownTokens _known = new(time);

    /// <summary>Whether tokens are taken at all.</summary>
    public bool IsConfigured => store.Current.Options.Jwt.Issuers.Count > 0;

    /// <summary>How many tokens are known to be good.</summary>
    public int Known => _known.Count;

    /// <summary>Looks at a credential that has the shape of a token.</summary>
    /// <param name="token">What the caller sent.</param>
    /// <param name="cancellationToken">Cancelled when the caller leaves.</param>
    public async ValueTask<JwtVerdict> AuthenticateAsync(string token, CancellationToken cancellationToken)
    {
        if (!IsConfigured)
        {
            return default;
        }

        if (token.Length > TokenShape.MaxLength)
        {
            return new JwtVerdict(null, GatewayErrors.InvalidToken());
        }

        var digest = TokenDigest.Of(token);
        // A token that was good remains so while its issuer's keys are the same, and the issuer is one of ours.
        if (_known.Find(digest) is { } known && known.Keys == known.Issuer.Keys?.Digest && issuers.Current.Contains(known.Issuer))
        {
            return Admit(known.Identity);
        }

        if (UnverifiedToken.Read(token) is not { } read || issuers.Find(read.Issuer) is not { } issuer || !issuer.Options.Algorithms.Contains(read.Algorithm))
        {
            return new JwtVerdict(null, GatewayErrors.InvalidToken());
        }

        var (keys, key) = await issuer.FindAsync(read, cancellationToken);
        if (key is null)
        {
            return new JwtVerdict(null, keys is null ? GatewayErrors.TokenIssuerUnavailable(issuer.Options.Name) : GatewayErrors.InvalidToken());
        }

        if (_validator.Check(token, read, issuer.Options, keys!, key) is { } refusal)
        {
            return new JwtVerdict(null, refusal);
        }

        if (JwtClaims.Read(issuer.Options, read, out var problem) is not { } identity)
        {
            return new JwtVerdict(null, GatewayErrors.InvalidToken(problem));
        }

        _known.Add(digest, new KnownToken(identity, issuer, keys!.Digest, read.Expires!.Value));
        return Admit(identity);
    }

    /// <summary>What the caller may do is looked up each time, since its team or user may have changed since the token was checked.</summary>
    private JwtVerdict Admit(JwtIdentity identity)
    {
        if (!directory.TryGetLimits(identity.Team, identity.User, out var limits))
        {
            return new JwtVerdict(null, GatewayErrors.KeyStoreUnavailable);
        }

        if (!limits.Enabled)
        {
            return new JwtVerdict(null, GatewayErrors.CallerNotAllowed(identity.Team));
        }

        return new JwtVerdict(
            new Caller(identity.Id, model => identity.Allows(model) && limits.Forbidder(model) is null)
            {
                KeyName = identity.Name,
                Team = limits.Team,
                User = identity.User,
                Tags = limits.Tags.Count == 0 ? identity.Tags : [.. limits.Tags.Union(identity.Tags, StringComparer.Ordinal)],
                Forbidder = model => identity.Allows(model) ? limits.Forbidder(model) ?? "token" : "token",
            },
            null);
    }
}
