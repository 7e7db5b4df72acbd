using AiGateway.Exchanges;
using AiGateway.Protocol.Chat;

namespace AiGateway.Failover;

/// <summary>What an attempt came to. Whether there is another is decided from this alone. The nested types are the whole set.</summary>
internal abstract record AttemptVerdict
{
    private AttemptVerdict()
    {
    }

    /// <summary>The answer went out, whole.</summary>
    public sealed record Committed : AttemptVerdict
    {
        /// <summary>The only instance.</summary>
        public static Committed Instance { get; } = new();
    }

    /// <summary>It failed with nothing sent: another target may answer.</summary>
    /// <param name="Failure">How it failed.</param>
    public sealed record Retry(AttemptFailure Failure) : AttemptVerdict;

    /// <summary>It failed for good: content has gone out, or no other target could do better.</summary>
    /// <param name="Error">What to tell the caller; null where the caller has left.</param>
    public sealed record Fatal(GatewayError? Error) : AttemptVerdict
    {
        /// <summary>How it failed; null where the caller left or the total time ran out.</summary>
        public AttemptFailure? Failure { get; init; }
    }
}
