namespace AiGateway.Providers.Mock;

/// <summary>How the mock behaves, chosen by the model's name.</summary>
internal enum MockScenarioKind
{
    /// <summary>Repeats what it was told.</summary>
    Echo,

    /// <summary>The same, with a pause before each word.</summary>
    Slow,

    /// <summary>Answers embeddings only.</summary>
    Embed,

    /// <summary>Answers an error status.</summary>
    Error,

    /// <summary>Answers 429 with <c>retry-after</c>.</summary>
    RateLimit,

    /// <summary>Fails as a refused connection does.</summary>
    Refuse,

    /// <summary>Never answers.</summary>
    Silent,

    /// <summary>Falls silent inside an answer.</summary>
    Stall,

    /// <summary>Breaks the connection inside an answer.</summary>
    Cut,

    /// <summary>Ends cleanly, but too early.</summary>
    End,

    /// <summary>Reports an error inside the 200.</summary>
    Fail,

    /// <summary>Sends data that is no JSON.</summary>
    Malformed,
}
