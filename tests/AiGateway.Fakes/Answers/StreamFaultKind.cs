namespace AiGateway.Fakes.Answers;

/// <summary>What goes wrong while a semantic answer is being sent.</summary>
public enum StreamFaultKind
{
    /// <summary>The connection is reset.</summary>
    Cut,

    /// <summary>The response ends cleanly, without finish event or terminator.</summary>
    End,

    /// <summary>Nothing more is sent and the connection stays open.</summary>
    Stall,

    /// <summary>Nothing is sent for the answer's fault delay, and then it goes on.</summary>
    Pause,

    /// <summary>The provider's own error event is sent, then the response ends.</summary>
    Error,

    /// <summary>An event that is no valid JSON is sent between the good ones.</summary>
    Malformed,
}
