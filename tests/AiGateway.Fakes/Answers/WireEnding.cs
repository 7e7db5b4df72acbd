namespace AiGateway.Fakes.Answers;

/// <summary>How a verbatim answer ends.</summary>
public enum WireEnding
{
    /// <summary>The response is completed.</summary>
    Complete,

    /// <summary>The connection is reset.</summary>
    Reset,

    /// <summary>Nothing more is sent and the connection stays open.</summary>
    Hang,

    /// <summary>The last frame is sent again and again until the caller goes.</summary>
    Repeat,
}
