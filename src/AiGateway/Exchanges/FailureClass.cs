namespace AiGateway.Exchanges;

/// <summary>Why an attempt failed, as far as it matters for what happens next.</summary>
internal enum FailureClass
{
    /// <summary>The provider refused the gateway's key for good: 401, 402, 403.</summary>
    KeyPermanent,

    /// <summary>The key or deployment is over its rate limit: 429.</summary>
    KeyTransient,

    /// <summary>The provider failed: 408, 409, 5xx, an error inside a 200, malformed or ended early.</summary>
    ServerTransient,

    /// <summary>No connection: refused, unreachable, TLS, or an address that is not allowed.</summary>
    Unreachable,

    /// <summary>A timer of ours ran out; the error names it.</summary>
    TimedOut,

    /// <summary>This target's format cannot express the request.</summary>
    Untranslatable,

    /// <summary>The request is longer than this target's context: one with a larger context may take it.</summary>
    TooLong,

    /// <summary>The provider's policy refuses the request: handed back, unless the model names who is asked then.</summary>
    PolicyRefusal,

    /// <summary>Nothing was sent: the target or its keys rest, or another request has the one trial call.</summary>
    Resting,

    /// <summary>Another attempt of the same request was faster.</summary>
    Lost,

    /// <summary>The request itself is at fault: every other 4xx. Handed back.</summary>
    CallersFault,
}
