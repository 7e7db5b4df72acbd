using AiGateway.Protocol.Chat;

namespace AiGateway.Exchanges;

/// <summary>How an attempt failed.</summary>
/// <param name="Class">What decides whether another may be tried.</param>
/// <param name="Error">What the caller is told if none is.</param>
internal sealed record AttemptFailure(FailureClass Class, GatewayError Error)
{
    /// <summary>The provider's <c>Retry-After</c>, where it gave one.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
