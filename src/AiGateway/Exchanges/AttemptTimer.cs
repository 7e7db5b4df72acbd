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

    /// <summary>A stream brought too little.</summary>
    Throughput,

    /// <summary>A plain answer was not whole in time.</summary>
    Answer,
}
