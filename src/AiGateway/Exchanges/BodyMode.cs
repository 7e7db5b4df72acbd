namespace AiGateway.Exchanges;

/// <summary>How a request's body travels.</summary>
internal enum BodyMode
{
    /// <summary>Buffered once up to a limit, so that it can be inspected, translated and sent again.</summary>
    Replayable,

    /// <summary>Handed through as it arrives: one attempt, on the caller's own context.</summary>
    Streamed,
}
