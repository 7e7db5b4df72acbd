namespace AiGateway.Storage;

/// <summary>The last audit record that retention has removed: what the chain of those that are left hangs from.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Hash">Its hash, which the next record names as its <see cref="AuditRecord.Previous"/>.</param>
internal sealed record AuditAnchor(long Number, string Hash);
