namespace AiGateway.Storage;

/// <summary>A row of <c>audit_log</c>.</summary>
internal sealed class AuditRow
{
    public long Number { get; init; }

    public long At { get; init; }

    public required string Actor { get; init; }

    public string? Role { get; init; }

    public required string Origin { get; init; }

    public required string Action { get; init; }

    public required string Kind { get; init; }

    public required string Subject { get; init; }

    public required string Fields { get; init; }

    public string? DigestBefore { get; init; }

    public string? DigestAfter { get; init; }

    public string? RequestId { get; init; }

    public required string Previous { get; init; }

    public required string Hash { get; init; }

    /// <summary>The record as a row.</summary>
    public static AuditRow From(AuditRecord record) => new()
    {
        Number = record.Number,
        At = UnixTime.From(record.At),
        Actor = record.Actor,
        Role = record.Role?.ToString(),
        Origin = record.Origin,
        Action = record.Action,
        Kind = record.Kind,
        Subject = record.Subject,
        Fields = JsonTexts.From(record.Fields),
        DigestBefore = record.Before,
        DigestAfter = record.After,
        RequestId = record.RequestId,
        Previous = record.Previous,
        Hash = record.Hash,
    };

    /// <summary>The row as a record. A role that is none, which somebody else must have written, is read as none at all: the hash then shows it.</summary>
    public AuditRecord ToRecord() => new()
    {
        Number = Number,
        At = UnixTime.To(At),
        Actor = Actor,
        Role = Enum.TryParse<AdminRole>(Role, out var role) ? role : null,
        Origin = Origin,
        Action = Action,
        Kind = Kind,
        Subject = Subject,
        Fields = JsonTexts.To(Fields),
        Before = DigestBefore,
        After = DigestAfter,
        RequestId = RequestId,
        Previous = Previous,
        Hash = Hash,
    };
}
