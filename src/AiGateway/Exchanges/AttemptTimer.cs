namespace AiGateway.Exchanges;

/// <summary>The timers that may end an attempt.</summary>
internal enum AttemptTimer
{
    /// <summary>None.</summary>
    None,

    /// <summary>A stream's first content did not come in time.</summary>
    FirstToken,

    /// <summary>A stream paused for too long.</summary>
    Idle,
}
