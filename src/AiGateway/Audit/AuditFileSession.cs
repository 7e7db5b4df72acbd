using System.Buffers;
using AiGateway.Storage;

namespace AiGateway.Audit;

/// <summary>The audit file, open for the records of one change. Belongs inside the change's transaction, where nobody else writes.</summary>
internal sealed class AuditFileSession(AuditFile file, AuditFileTarget target, AuditDeadline deadline) : IDisposable
{
    private const int Page = 1_000;

    /// <summary>How many records of others a file is brought up to date with in one change.</summary>
    internal const int MostMissing = 10_000;

    /// <summary>Brings the file up to date with what others have changed, and adds the records of this change.</summary>
    /// <param name="audit">The records of the store.</param>
    /// <param name="last">The last record of the store before this change; null for none.</param>
    /// <param name="records">The records of this change.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="AuditUnavailableException">The file cannot be written, or not in time.</exception>
    public async Task AppendAsync(AuditTable audit, AuditRecord? last, IReadOnlyList<AuditRecord> records, CancellationToken cancellationToken)
    {
        var lines = new ArrayBufferWriter<byte>();
        var tail = last is null ? null : await file.RunAsync(_ => target.ReadTail(), deadline, cancellationToken);
        if (tail is [var newest, ..] && newest.Hash != last!.Hash)
        {
            await AddMissingAsync(lines, audit, await FindLastAsync(audit, tail), last.Number);
        }

        foreach (var record in records)
        {
            AuditLine.Write(lines, record);
        }

        await file.RunAsync(job =>
        {
            if (!job.IsAbandoned)
            {
                target.Append(lines.WrittenSpan);
            }

            return true;
        }, deadline, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => target.Dispose();

    /// <summary>The newest record of the file that the store has too; those after it belong to changes that were never committed.</summary>
    private static async Task<long> FindLastAsync(AuditTable audit, IReadOnlyList<AuditRecord> tail)
    {
        foreach (var record in tail)
        {
            if (await audit.ReadFromAsync(record.Number, 1) is [var stored] && stored.Hash == record.Hash)
            {
                return record.Number;
            }
        }

        throw new AuditUnavailableException(
            "The end of the audit file has nothing in common with the store. It belongs to another store, or one of the two was changed: move the file away to begin a new one.");
    }

    private static async Task AddMissingAsync(ArrayBufferWriter<byte> lines, AuditTable audit, long have, long last)
    {
        if (last - have > MostMissing)
        {
            throw new AuditUnavailableException(
                $"The audit file lacks more than {MostMissing} records of the store, so it was not written for long. Move it away to begin a new one.");
        }

        while (have < last)
        {
            var page = await audit.ReadFromAsync(have + 1, (int)Math.Min(Page, last - have));
            if (page.Count == 0)
            {
                return;
            }

            foreach (var record in page)
            {
                AuditLine.Write(lines, record);
                have = record.Number;
            }
        }
    }
}
