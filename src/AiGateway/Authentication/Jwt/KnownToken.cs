namespace AiGateway.Authentication.Jwt;

/// <summary>A token that was found good.</summary>
/// <param name="Identity">Whom it speaks of.</param>
/// <param name="Issuer">Who made it.</param>
/// <param name="Keys">The digest of the keys that it was checked against.</param>
/// <param name="Expires">When it ends.</param>
internal sealed record KnownToken(JwtIdentity Identity, JwtIssuer Issuer, string Keys, DateTimeOffset Expires);
