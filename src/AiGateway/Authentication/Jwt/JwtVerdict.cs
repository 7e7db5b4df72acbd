using AiGateway.Exchanges;
using AiGateway.Protocol.Chat;

namespace AiGateway.Authentication.Jwt;

/// <summary>What became of a token: a caller, or the reason why not. Neither where no issuer is configured, and a token is no credential.</summary>
/// <param name="Caller">Who calls.</param>
/// <param name="Refusal">Why the token is refused.</param>
internal readonly record struct JwtVerdict(Caller? Caller, GatewayError? Refusal);
