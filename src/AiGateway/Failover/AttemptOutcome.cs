using AiGateway.Configuration;
using AiGateway.Exchanges;

namespace AiGateway.Failover;

/// <summary>What was observed of an attempt that has ended.</summary>
internal readonly record struct AttemptOutcome
{
    /// <summary>The provider's name; empty where none was picked.</summary>
    public required string Provider { get; init; }

    /// <summary>The pool's timers.</summary>
    public required TimeoutOptions Timeouts { get; init; }

    /// <summary>The caller has left.</summary>
    public bool CallerLeft { get; init; }

    /// <summary>The total time, where it has run out; else null.</summary>
    public TimeSpan? TotalTimeout { get; init; }

    /// <summary>The attempt's own timer that ran out.</summary>
    public AttemptTimer Timer { get; init; }

    /// <summary>What the transforms or the sink found wrong.</summary>
    public AttemptFailure? Failure { get; init; }

    /// <summary>The connection failed on the way.</summary>
    public bool TransportFailed { get; init; }

    /// <summary>Content of the attempt has gone out to the caller.</summary>
    public bool IsCommitted { get; init; }

    /// <summary>The model names who is asked after a refusal by policy.</summary>
    public bool HasPolicyFallback { get; init; }
}
