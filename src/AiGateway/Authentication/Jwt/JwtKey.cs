using AiGateway.Configuration;
using Microsoft.IdentityModel.Tokens;

namespace AiGateway.Authentication.Jwt;

/// <summary>A public key of an issuer's, with which the signatures of its tokens are checked.</summary>
/// <param name="Id">Its id (<c>kid</c>); null where it has none.</param>
/// <param name="Key">The key.</param>
/// <param name="Algorithms">The algorithms that it is for.</param>
internal sealed record JwtKey(string? Id, SecurityKey Key, IReadOnlyList<JwtAlgorithm> Algorithms);
