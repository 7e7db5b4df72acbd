namespace AiGateway.Audit;

/// <summary>What a change tells of itself, before it has its place in the chain.</summary>
/// <param name="Action">What is done: <c>key.create</c>, …</param>
/// <param name="Kind">What kind of thing it is done to.</param>
/// <param name="Subject">The thing's id.</param>
/// <param name="Fields">The names of the fields that change.</param>
/// <param name="Before">The digest of the thing before; null where it does not exist.</param>
/// <param name="After">The digest of the thing after; null where it is gone.</param>
internal sealed record AuditEntry(string Action, string Kind, string Subject, IReadOnlyList<string> Fields, string? Before, string? After);
