namespace AiGateway.Configuration;

/// <summary>An OpenID Connect issuer whose signed tokens (JWT) let callers in.</summary>
internal sealed record JwtIssuerOptions
{
    /// <summary>The issuer's name, the middle of its callers' ids (<c>jwt:{name}:{sub}</c>): the entry's key.</summary>
    public required string Name { get; init; }

    /// <summary>The issuer's URL, below which <c>/.well-known/openid-configuration</c> is.</summary>
    /// <value>No default: required.</value>
    public required Uri Authority { get; init; }

    /// <summary>The audiences (<c>aud</c>), one of which a token must be for.</summary>
    /// <value>No default: at least one is required, or every token of the issuer's would do.</value>
    public IReadOnlyList<string> Audiences { get; init; } = [];

    /// <summary>The algorithms that a token may be signed with.</summary>
    /// <value>Default: RS256 and ES256.</value>
    public IReadOnlyList<JwtAlgorithm> Algorithms { get; init; } = [JwtAlgorithm.RS256, JwtAlgorithm.ES256];

    /// <summary>Which of a token's claims say what of its caller.</summary>
    /// <value>Default: <c>sub</c> is the user, and nothing else is read.</value>
    public JwtClaimOptions Claims { get; init; } = new();

    /// <summary>The team of all the issuer's callers; it must be known to the gateway.</summary>
    /// <value>Default: <see langword="null"/>, none.</value>
    public string? Team { get; init; }

    /// <summary>How far the issuer's clock and this one may be apart.</summary>
    /// <value>Default: 1 minute. At most 10 minutes.</value>
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether the issuer may have a private or loopback address and plain http.</summary>
    /// <value>Default: <see langword="false"/>.</value>
    public bool AllowPrivateNetwork { get; init; }

    /// <summary>Whether a text is <see cref="Authority"/>, with or without a slash at its end: issuers differ in that from their own manuals.</summary>
    public bool IsNamed(ReadOnlySpan<char> issuer) => issuer.TrimEnd('/').SequenceEqual(Authority.OriginalString.AsSpan().TrimEnd('/'));

    /// <summary>Whether another says the same in every field.</summary>
    public bool IsSameAs(JwtIssuerOptions other) =>
        Name == other.Name && Authority == other.Authority && Audiences.SequenceEqual(other.Audiences, StringComparer.Ordinal) && Algorithms.SequenceEqual(other.Algorithms)
        && Claims == other.Claims && Team == other.Team && ClockSkew == other.ClockSkew && AllowPrivateNetwork == other.AllowPrivateNetwork;
}
