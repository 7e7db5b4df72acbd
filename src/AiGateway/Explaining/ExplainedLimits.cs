namespace AiGateway.Explaining;

/// <summary>How long a request may take, in seconds, and how often it is tried.</summary>
internal sealed record ExplainedLimits
{
    /// <summary>Until the connection to a provider stands.</summary>
    public required double ConnectSeconds { get; init; }

    /// <summary>Until a stream's first content; null for a plain answer.</summary>
    public double? FirstTokenSeconds { get; init; }

    /// <summary>Between two events of a stream; null for a plain answer.</summary>
    public double? IdleSeconds { get; init; }

    /// <summary>Until a plain answer is whole; null where only the total counts, and for a stream.</summary>
    public double? AnswerSeconds { get; init; }

    /// <summary>The whole request, as the model or the caller has it, whichever is shorter.</summary>
    public required double TotalSeconds { get; init; }

    /// <summary>How often a target is asked again.</summary>
    public required int MaxRetries { get; init; }

    /// <summary>The most upstream calls.</summary>
    public required int MaxAttempts { get; init; }

    /// <summary>The longest wait that a provider may ask for.</summary>
    public required double RetryAfterCapSeconds { get; init; }

    /// <summary>The wait before a second call beside the first; null where there is none, or it is measured.</summary>
    public double? HedgeAfterSeconds { get; init; }
}
