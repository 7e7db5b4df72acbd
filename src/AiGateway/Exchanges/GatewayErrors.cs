using AiGateway.Protocol.Chat;

namespace AiGateway.Exchanges;

/// <summary>Every error that the gateway itself makes, in one place. A provider's own errors keep their words.</summary>
internal static class GatewayErrors
{
    public static GatewayError MissingKey { get; } =
        new(401, "invalid_request_error", "You did not provide a gateway key. Send it as 'Authorization: Bearer KEY', or as x-api-key, api-key or x-goog-api-key.");

    public static GatewayError InvalidKey { get; } =
        new(401, "invalid_request_error", "The gateway key is not valid.") { Code = "invalid_api_key" };

    public static GatewayError KeyInQuery { get; } =
        new(401, "invalid_request_error", "Keys in the address are not read, since addresses end up in logs. Send the key as 'Authorization: Bearer KEY', or as x-api-key, api-key or x-goog-api-key, and replace the one that was sent.")
        {
            Code = "invalid_api_key",
        };

    /// <summary>Told only to whoever has the right key, as the next four are: to all others it is <see cref="InvalidKey"/>.</summary>
    public static GatewayError KeyExpired { get; } = new(401, "invalid_request_error", "The gateway key has expired.") { Code = "key_expired" };

    public static GatewayError KeyDisabled { get; } =
        new(401, "invalid_request_error", "The gateway key is switched off, or its team or user is.") { Code = "key_disabled" };

    public static GatewayError KeyRevoked { get; } = new(401, "invalid_request_error", "The gateway key was revoked.") { Code = "key_revoked" };

    public static GatewayError NetworkNotAllowed { get; } =
        new(403, "invalid_request_error", "The gateway key may not be used from this address.") { Code = "network_not_allowed" };

    public static GatewayError PolicyForbids { get; } =
        new(403, "invalid_request_error", "This route's policy does not admit this caller.") { Code = "policy_forbids" };

    public static GatewayError KeyStoreUnavailable { get; } =
        new(503, "server_error", "The gateway cannot look up keys at the moment. Try again.") { Code = "key_store_unavailable", RetryAfter = TimeSpan.FromSeconds(1) };

    public static GatewayError KeyRequired { get; } =
        new(401, "invalid_request_error", "This gateway has no keys and therefore serves callers on its own machine alone. Set AIGATEWAY_KEY or Gateway:VirtualKeys, or make a key, to open it to others.")
        {
            Code = "invalid_api_key",
        };

    public static GatewayError Internal { get; } = new(500, "server_error", "The gateway failed to handle this request.") { Code = "internal_error" };

    public static GatewayError SlowBody { get; } = new(408, "invalid_request_error", "The request body did not arrive in time.") { Code = "request_timeout" };

    public static GatewayError UnreadableBody { get; } =
        GatewayError.InvalidRequest("The request body could not be read to its end.", null, "bad_request");

    public static GatewayError BadFraming { get; } =
        GatewayError.InvalidRequest("The request's framing is ambiguous: Content-Length and Transfer-Encoding exclude each other.", null, "invalid_framing");

    public static GatewayError UnknownUrl(string method, string path) =>
        new(404, "invalid_request_error", $"Unknown request URL: {method} {path}. The paths this gateway answers are listed in its documentation.") { Code = "unknown_url" };

    public static GatewayError MethodNotAllowed(string method, string path) =>
        new(405, "invalid_request_error", $"Not allowed to {method} on {path}.") { Code = "method_not_allowed" };

    public static GatewayError TooLarge(long limit) =>
        new(413, "invalid_request_error", $"The request body is larger than the {limit} bytes that this gateway takes.") { Code = "request_too_large" };

    public static GatewayError UnsupportedMediaType(string message) => new(415, "invalid_request_error", message) { Code = "unsupported_media_type" };

    public static GatewayError ModelNotFound(string model) =>
        new(404, "invalid_request_error", $"The model '{Shorten(model)}' does not exist or this key may not use it.") { Code = "model_not_found", Param = "model" };

    /// <summary>Who forbids it is one of <see cref="Caller.Forbidder"/>'s words.</summary>
    public static GatewayError ModelForbidden(string model, string forbidder) =>
        new(403, "invalid_request_error", $"This {forbidder} may not use the model '{Shorten(model)}'.") { Code = "model_not_allowed", Param = "model" };

    public static GatewayError SurfaceForbidden(string surface) =>
        new(403, "invalid_request_error", $"This key may not use this part of the gateway ('{surface}').") { Code = "surface_not_allowed" };

    public static GatewayError UserMismatch { get; } =
        new(403, "invalid_request_error", $"This key belongs to a user of its own, and the header {HeaderNames.User} names another.") { Code = "user_mismatch", Param = HeaderNames.User };

    /// <summary>The reason is told only of tokens that their issuer has signed.</summary>
    public static GatewayError InvalidToken(string? reason = null) =>
        new(401, "invalid_request_error", reason is null ? "The token is not valid." : $"The token is not valid: {reason}.") { Code = "invalid_token" };

    public static GatewayError TokenIssuerUnavailable(string issuer) =>
        new(503, "server_error", $"The token cannot be checked now: its issuer '{issuer}' does not tell its keys.") { Code = "token_issuer_unavailable" };

    /// <summary>The token is good, but its team is not known or switched off, or its user is.</summary>
    public static GatewayError CallerNotAllowed(string? team) =>
        new(403, "invalid_request_error", team switch
        {
            null => "The token's user is switched off here.",
            "" => "The token names no team.",
            _ => $"The token's team '{Shorten(HeaderText.Clean(team))}' is not one that this gateway lets in, or its user is switched off here.",
        })
        {
            Code = "caller_not_allowed",
        };

    public static GatewayError OperationUnsupported(string model, string operation) =>
        new(400, "invalid_request_error", $"The model '{Shorten(model)}' has no target that can do {operation}.") { Code = "unsupported_operation", Param = "model" };

    public static GatewayError NotTranslatable(IEnumerable<string> fields) =>
        GatewayError.InvalidRequest($"This model is set to strict, and its target cannot take: {string.Join(", ", fields)}.", null, "unsupported_parameter");

    public static GatewayError CredentialsExhausted(string provider) =>
        new(502, "server_error", $"The provider '{provider}' refused the gateway's key for it.") { Code = "credentials_exhausted" };

    public static GatewayError CredentialsUnavailable(string provider) =>
        new(503, "server_error", $"The gateway's key for the provider '{provider}' cannot be had at the moment.") { Code = "credentials_unavailable" };

    public static GatewayError Refused(string provider) =>
        new(502, "server_error", $"The provider '{provider}' could not be reached.") { Code = "upstream_refused" };

    public static GatewayError TlsFailed(string provider) =>
        new(502, "server_error", $"No secure connection with the provider '{provider}' came to stand: its certificate or its TLS is not to be trusted.") { Code = "upstream_tls" };

    public static GatewayError AddressRefused(string provider) =>
        new(502, "server_error", $"The provider '{provider}' has an address in a private network, which its configuration does not allow.") { Code = "upstream_address_refused" };

    public static GatewayError Reset(string provider) =>
        new(502, "server_error", $"The provider '{provider}' broke off its answer.") { Code = "upstream_reset" };

    public static GatewayError Malformed(string provider) =>
        new(502, "server_error", $"The provider '{provider}' sent an answer that cannot be read.") { Code = "upstream_malformed" };

    public static GatewayError AnswerTooLarge(string provider) =>
        new(502, "server_error", $"The provider '{provider}' sent an answer larger than the gateway holds.") { Code = "upstream_too_large" };

    public static GatewayError EndedEarly(string provider) =>
        new(502, "server_error", $"The provider '{provider}' ended its stream before the answer was complete.") { Code = "upstream_incomplete" };

    public static GatewayError Filtered(string provider) =>
        new(400, "invalid_request_error", $"The provider '{provider}' refused to answer by its content policy.") { Code = "content_filter", Kind = ErrorKind.ContentPolicy };

    public static GatewayError ConnectTimedOut(string provider, TimeSpan limit) => TimedOut(provider, "connect", limit);

    public static GatewayError HandshakeTimedOut(string provider) =>
        new(504, "server_error", $"The TLS handshake with the provider '{provider}' took too long.") { Code = "timeout_connect" };

    public static GatewayError FirstTokenTimedOut(string provider, TimeSpan limit) => TimedOut(provider, "first_token", limit);

    public static GatewayError IdleTimedOut(string provider, TimeSpan limit) => TimedOut(provider, "idle", limit);

    public static GatewayError TotalTimedOut(TimeSpan limit) =>
        new(504, "server_error", $"The answer was not complete within the total time of {Seconds(limit)}.") { Code = "timeout_total" };

    public static GatewayError AnswerTimedOut(string provider, TimeSpan limit) => TimedOut(provider, "answer", limit);

    public static GatewayError TooSlow(string provider, int limit) =>
        new(504, "server_error", $"The provider '{provider}' sent less than {limit} bytes a second.") { Code = "timeout_throughput" };

    /// <summary>Logged, never sent: the caller has another attempt's answer.</summary>
    public static GatewayError Superseded { get; } = new(499, "server_error", "Another attempt answered first.") { Code = "superseded" };

    public static GatewayError FallbacksForbidden(string model) =>
        GatewayError.InvalidRequest($"The model '{Shorten(model)}' does not let callers name fallbacks.", HeaderNames.Fallbacks, "fallbacks_not_allowed");

    public static GatewayError Unfit(string model, string reason) =>
        GatewayError.InvalidRequest($"No target of the model '{Shorten(model)}' can take this request: {reason}.", null, "unsupported_request");

    public static GatewayError NoMatchingTarget(string model) =>
        GatewayError.InvalidRequest($"The model '{Shorten(model)}' has no target for a request like this: each has a condition, and none of them holds.", null, "no_matching_target");

    public static GatewayError NoHealthyTarget(string model) =>
        new(503, "server_error", $"No target of the model '{Shorten(model)}' is available.") { Code = "no_healthy_target" };

    /// <summary>Logged, never sent: there is nobody to send it to.</summary>
    public static GatewayError CallerLeft { get; } = new(499, "invalid_request_error", "The caller left before the answer was complete.") { Code = "client_closed_request" };

    private static GatewayError TimedOut(string provider, string timer, TimeSpan limit) =>
        new(504, "server_error", $"The provider '{provider}' exceeded the {timer.Replace('_', ' ')} time of {Seconds(limit)}.") { Code = $"timeout_{timer}" };

    private static string Seconds(TimeSpan limit) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{limit.TotalSeconds:0.###} s");

    private static string Shorten(string model) => model.Length <= 100 ? model : string.Concat(model.AsSpan(0, 100), "…");
}
