namespace AiGateway.Admin;

/// <summary>When the admin API started.</summary>
/// <param name="At">The moment.</param>
internal sealed record StartTime(DateTimeOffset At);
