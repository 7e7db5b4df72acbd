using System.Buffers;
using AiGateway.Audit;
using AiGateway.Storage;

namespace AiGateway.Tests.Audit;

/// <summary>Audit records for tests.</summary>
internal static class Records
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 17, 0, 0, TimeSpan.Zero);

    /// <summary>A sound chain, each record a change of its own.</summary>
    public static List<AuditRecord> Chain(int count, AuditHead? after = null)
    {
        var records = new List<AuditRecord>();
        var head = after ?? AuditHead.Start;
        for (var i = 0; i < count; i++)
        {
            records.Add(Next(head));
            head = new AuditHead(records[^1].Number, records[^1].Hash);
        }

        return records;
    }

    /// <summary>The record that may follow a place.</summary>
    public static AuditRecord Next(AuditHead head, string subject = "shop") => Sealed(new AuditRecord
    {
        Number = head.Number + 1,
        At = Start.AddSeconds(head.Number),
        Actor = "token:abc",
        Role = AdminRole.Operator,
        Origin = "127.0.0.1",
        Action = "key.update",
        Kind = "key",
        Subject = subject,
        Fields = ["name", "tags"],
        Before = new string('1', 64),
        After = new string('2', 64),
        RequestId = $"request-{head.Number + 1}",
        Previous = head.Hash,
        Hash = "",
    });

    /// <summary>The record with the hash that it should have.</summary>
    public static AuditRecord Sealed(AuditRecord record) => record with { Hash = AuditHash.Of(record) };

    /// <summary>The place after a record.</summary>
    public static AuditHead Place(this AuditRecord record) => new(record.Number, record.Hash);

    /// <summary>The record's line in a file.</summary>
    public static byte[] Line(this AuditRecord record)
    {
        var line = new ArrayBufferWriter<byte>();
        AuditLine.Write(line, record);
        return line.WrittenSpan.ToArray();
    }

    /// <summary>Every way to change one field, none of them the hash.</summary>
    public static IEnumerable<AuditRecord> Edits(this AuditRecord record) =>
    [
        record with { Number = record.Number + 1 },
        record with { At = record.At.AddMilliseconds(1) },
        record with { Actor = "token:abd" },
        record with { Role = AdminRole.Admin },
        record with { Role = null },
        record with { Origin = "127.0.0.2" },
        record with { Action = "key.create" },
        record with { Kind = "team" },
        record with { Subject = "shop2" },
        record with { Fields = ["name"] },
        record with { Fields = ["tags", "name"] },
        record with { Fields = ["nametags"] },
        record with { Before = new string('3', 64) },
        record with { Before = null },
        record with { After = null },
        record with { After = "" },
        record with { RequestId = null },
        record with { Previous = new string('4', 64) },
    ];
}
