namespace AiGateway.Fakes.Answers;

/// <summary>An answer whose status, headers and bytes the test gives itself.</summary>
public sealed record WireAnswer : Answer
{
    /// <summary>The status; 0 sends nothing at all, not even a status line.</summary>
    public int Status { get; init; } = 200;

    /// <summary>The content type; null leaves it out.</summary>
    public string? ContentType { get; init; } = "application/json";

    /// <summary>The body; null lets the provider's own error for the status stand there.</summary>
    public IReadOnlyList<WireFrame>? Frames { get; init; }

    /// <summary>Whether the body's length is announced; otherwise it is sent in chunks.</summary>
    public bool AnnounceLength { get; init; }

    /// <summary>How the answer ends.</summary>
    public WireEnding Ending { get; init; }

    /// <summary>Whether the credential that was received stands in the error's message.</summary>
    public bool EchoesKey { get; init; }

    /// <summary>The error's message where the provider's own error is sent; null for the usual one.</summary>
    public string? Message { get; init; }

    /// <summary>The error's code where the provider has one; null for the usual one.</summary>
    public string? Code { get; init; }
}
