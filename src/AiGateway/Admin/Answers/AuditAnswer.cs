namespace AiGateway.Admin.Answers;

/// <summary>One change on record.</summary>
/// <param name="Number">Its number; they count up without a gap.</param>
/// <param name="At">When.</param>
/// <param name="Actor">Who: `token:ID`, `cli:USER` or `system`.</param>
/// <param name="Role">The actor's role; null for the command line and the system.</param>
/// <param name="Origin">From where.</param>
/// <param name="Action">What was done.</param>
/// <param name="Kind">What kind of thing it was done to.</param>
/// <param name="Subject">The thing's id.</param>
/// <param name="Fields">The fields that changed.</param>
/// <param name="Before">A fingerprint of the thing before; null where it did not exist.</param>
/// <param name="After">A fingerprint of the thing after; null where it is gone.</param>
/// <param name="RequestId">The request that asked for it; null for none.</param>
/// <param name="Link">What the next record holds on to, so that none can be changed unseen.</param>
internal sealed record AuditAnswer(
    long Number,
    DateTimeOffset At,
    string Actor,
    string? Role,
    string Origin,
    string Action,
    string Kind,
    string Subject,
    IReadOnlyList<string> Fields,
    string? Before,
    string? After,
    string? RequestId,
    string Link);
