using AiGateway.Protocol.Chat;

namespace AiGateway.Exchanges;

/// <summary>How an attempt failed.</summary>
/// <param name="Class">What decides whether another may be tried.</param>
/// <param name="Error">What the caller is told if none is.</param>
internal sealed record AttemptFailure(FailureClass Class, GatewayError Error)
{
    /// <summary>The provider's <c>Retry-After</c>, where it gave one.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The failure that a provider's error answer means.</summary>
    /// <param name="provider">The provider's name.</param>
    /// <param name="error">The error as its format reads it.</param>
    /// <param name="retryAfter">Its <c>Retry-After</c>, or null.</param>
    public static AttemptFailure FromProviderError(string provider, GatewayError error, TimeSpan? retryAfter)
    {
        var wait = retryAfter ?? error.RetryAfter;
        return error.Kind switch
        {
            ErrorKind.ContextLength => new AttemptFailure(FailureClass.TooLong, error),
            ErrorKind.ContentPolicy => new AttemptFailure(FailureClass.PolicyRefusal, error),
            _ => error.Status switch
            {
                // The key that the provider refuses is the gateway's: the caller's own is fine, and a 401 would say otherwise.
                401 or 402 or 403 => new AttemptFailure(FailureClass.KeyPermanent, GatewayErrors.CredentialsExhausted(provider)) { RetryAfter = wait },
                429 => new AttemptFailure(FailureClass.KeyTransient, error) { RetryAfter = wait },
                408 or 409 or >= 500 => new AttemptFailure(FailureClass.ServerTransient, error) { RetryAfter = wait },
                _ => new AttemptFailure(FailureClass.CallersFault, error) { RetryAfter = wait },
            },
        };
    }

    /// <summary>The failure of a stream that ended without saying why: cut, or, where nothing in it could be read, no stream at all.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="provider">The provider's name.</param>
    /// <param name="hasContent">Whether any content came.</param>
    public static AttemptFailure EndedEarly(Attempt attempt, string provider, bool hasContent) =>
        new(FailureClass.ServerTransient, attempt.MalformedEvents > 0 && !hasContent ? GatewayErrors.Malformed(provider) : GatewayErrors.EndedEarly(provider));
}
