namespace AiGateway.Admin;

/// <summary>A request that cannot be answered as asked; the front turns it into a <see cref="Problem"/>.</summary>
/// <param name="kind">What went wrong.</param>
/// <param name="detail">What is wrong this time, in whole sentences; never holds a secret.</param>
/// <param name="field">The field or parameter that is at fault; null for none.</param>
internal sealed class AdminProblemException(ProblemKind kind, string detail, string? @field = null) : Exception(detail)
{
    /// <summary>What went wrong.</summary>
    public ProblemKind Kind => kind;

    /// <summary>The field or parameter that is at fault; null for none.</summary>
    public string? Field => @field;

    /// <summary>How long to wait before asking again; null where that changes nothing.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
