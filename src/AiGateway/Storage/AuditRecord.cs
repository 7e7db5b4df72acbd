namespace AiGateway.Storage;

/// <summary>One change as the audit log has it. Each record's hash covers the one before it.</summary>
internal sealed record AuditRecord
{
    /// <summary>Counts from 1 without a gap. Also what replicas poll by: each change of the store has its record.</summary>
    public long Number { get; init; }

    /// <summary>When, in UTC, to the millisecond.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Who: <c>token:ID</c>, <c>cli:USER</c>, or <c>system</c>.</summary>
    public required string Actor { get; init; }

    /// <summary>The actor's role, or null for the command line and the system itself.</summary>
    public AdminRole? Role { get; init; }

    /// <summary>From where: an address, or a host's name for the command line.</summary>
    public required string Origin { get; init; }

    /// <summary>What was done: <c>key.create</c>, <c>key.rotate</c>, <c>secret.set</c>, …</summary>
    public required string Action { get; init; }

    /// <summary>What kind of thing it was done to: <c>key</c>, <c>team</c>, <c>user</c>, <c>secret</c>, <c>token</c>, …</summary>
    public required string Kind { get; init; }

    /// <summary>The thing's id.</summary>
    public required string Subject { get; init; }

    /// <summary>The names of the fields that changed.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];

    /// <summary>HMAC-SHA256 of the thing before, in hexadecimal; null where it did not exist.</summary>
    public string? Before { get; init; }

    /// <summary>HMAC-SHA256 of the thing after, in hexadecimal; null where it is gone.</summary>
    public string? After { get; init; }

    /// <summary>The request that asked for it; null for none.</summary>
    public string? RequestId { get; init; }

    /// <summary>The hash of the record before, in hexadecimal: 64 zeros for the first.</summary>
    public required string Previous { get; init; }

    /// <summary>SHA-256 over all of the above, in hexadecimal.</summary>
    public required string Hash { get; init; }
}
