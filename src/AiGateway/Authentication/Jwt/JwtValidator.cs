using AiGateway.Configuration;
using AiGateway.Exchanges;
using AiGateway.Protocol.Chat;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace AiGateway.Authentication.Jwt;

/// <summary>Checks a token's signature, and then what it says: who made it, for whom, and for how long.</summary>
internal sealed class JwtValidator(TimeProvider time)
{
    private readonly JsonWebTokenHandler _handler = new();

    /// <summary>Checks a token against the key that it names.</summary>
    /// <returns>The reason to refuse it, or null. A token that the issuer did not sign is told nothing.</returns>
    public GatewayError? Check(string text, UnverifiedToken token, JwtIssuerOptions options, JwtKeySet keys, JwtKey key)
    {
        if (_handler.ValidateToken(text, Parameters(keys, token, key)) is not { IsValid: true })
        {
            return GatewayErrors.InvalidToken();
        }

        // From here on it is the issuer's own, and its holder may know what is wrong with it.
        var now = time.GetUtcNow();
        return !token.IsFor(options.Audiences) ? GatewayErrors.InvalidToken("it is for another audience")
            : token.Expires is not { } expires ? GatewayErrors.InvalidToken("it has no end (`exp`)")
            : expires + options.ClockSkew <= now ? GatewayErrors.InvalidToken("it has expired")
            : token.NotBefore > now + options.ClockSkew ? GatewayErrors.InvalidToken("it is not valid yet")
            : null;
    }

    /// <summary>One key, one algorithm, one issuer: nothing that the token says chooses among several.</summary>
    private static TokenValidationParameters Parameters(JwtKeySet keys, UnverifiedToken token, JwtKey key) => new()
    {
        IssuerSigningKey = key.Key,
        TryAllIssuerSigningKeys = true,
        RequireSignedTokens = true,
        ValidAlgorithms = [token.Algorithm.ToString()],
        ValidIssuer = keys.Issuer,
        // Said with its reason, once the signature is known to be good; and by this gateway's own clock.
        ValidateAudience = false,
        ValidateLifetime = false,
        ValidateTokenReplay = false,
        // What the library's own cache would keep, it keeps by the key's id, which two issuers may share.
        CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false },
    };
}
