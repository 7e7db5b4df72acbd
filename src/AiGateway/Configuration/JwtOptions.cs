namespace AiGateway.Configuration;

/// <summary>Who besides virtual keys lets callers in: issuers of tokens (JWT) that the gateway trusts.</summary>
internal sealed record JwtOptions
{
    /// <summary>The issuers by name.</summary>
    /// <value>Default: none, no token is taken.</value>
    public IReadOnlyDictionary<string, JwtIssuerOptions> Issuers { get; init; } = new Dictionary<string, JwtIssuerOptions>(StringComparer.OrdinalIgnoreCase);
}
