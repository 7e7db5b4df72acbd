using AiGateway.Configuration;
using AiGateway.Secrets;
using AiGateway.Storage;

namespace AiGateway.Audit;

/// <summary>The only way to change the store: what is not on record does not happen.</summary>
/// <remarks>
/// A change and its records are one transaction, and all changes of a store come one after the other, so the chain of records has no gap and
/// no fork. The file, where there is one, has the records before the transaction is committed.
/// </remarks>
internal sealed class AuditLog(Database database, SnapshotStore<GatewayConfig> config, AuditFile file, IChangeNotice notice, TimeProvider time)
{
    /// <summary>Makes a change, its records and nothing else, or nothing at all.</summary>
    /// <param name="actor">Who asks for it.</param>
    /// <param name="change">Changes the store and takes down each step; what takes down nothing must change nothing.</param>
    /// <param name="cancellationToken">Gives the change up, as long as it is not committed.</param>
    /// <exception cref="AuditUnavailableException">It cannot be put on record.</exception>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    public async Task<T> ChangeAsync<T>(Actor actor, Func<StoreSession, AuditTrail, Task<T>> change, CancellationToken cancellationToken)
    {
        var path = config.Current.Options.Audit.File;
        if (path is not null)
        {
            // Not inside the transaction, which would keep all others waiting.
            file.ThrowIfHanging();
        }

        var (result, isChanged) = await database.ChangeAsync(async session =>
        {
            var trail = new AuditTrail(KeyRing);
            var made = await change(session, trail);
            if (trail.Entries.Count > 0)
            {
                await RecordAsync(session, actor, trail, path, cancellationToken);
            }

            return (made, trail.Entries.Count > 0);
        }, cancellationToken);
        if (isChanged)
        {
            notice.Changed();
            await notice.CaughtUpAsync(CancellationToken.None);
        }

        return result;
    }

    /// <summary>Checks the chain in the store, and the file where there is one.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    public Task<AuditVerdict> VerifyAsync(CancellationToken cancellationToken) => VerifyAsync(null, cancellationToken);

    /// <summary>Checks the chain in the store, and the file where there is one.</summary>
    /// <param name="remembered">The end of the chain as it was once; null for none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    public Task<AuditVerdict> VerifyAsync(AuditHead? remembered, CancellationToken cancellationToken) =>
        new AuditVerifier(database).VerifyAsync(config.Current.Options.Audit.File, remembered, cancellationToken);

    private KeyRing KeyRing => config.Current.KeyRing ?? throw new AuditUnavailableException("Without a pepper nothing can be put on record.");

    private async Task RecordAsync(StoreSession session, Actor actor, AuditTrail trail, string? path, CancellationToken cancellationToken)
    {
        var last = await session.Audit.LastAsync();
        // A store whose records have all been pruned goes on from the anchor, which the last record is.
        var head = last is null ? await StartAsync(session) : new AuditHead(last.Number, last.Hash);
        var records = Chain(head, actor, trail.Entries);
        foreach (var record in records)
        {
            await session.Audit.AppendAsync(record);
        }

        if (path is not null)
        {
            // Last of all, so that next to nothing can come between these lines and the commit.
            using var open = await file.OpenAsync(path, cancellationToken);
            await open.AppendAsync(session.Audit, last, records, cancellationToken);
        }
    }

    private static async Task<AuditHead> StartAsync(StoreSession session) =>
        await session.Audit.AnchorAsync() is { } anchor ? new AuditHead(anchor.Number, anchor.Hash) : AuditHead.Start;

    private List<AuditRecord> Chain(AuditHead head, Actor actor, IReadOnlyList<AuditEntry> entries)
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        var records = new List<AuditRecord>(entries.Count);
        foreach (var entry in entries)
        {
            var record = new AuditRecord
            {
                Number = head.Number + 1,
                At = at,
                Actor = AuditText.Clean(actor.Name),
                Role = actor.Role,
                Origin = AuditText.Clean(actor.Origin),
                Action = entry.Action,
                Kind = entry.Kind,
                Subject = entry.Subject,
                Fields = entry.Fields,
                Before = entry.Before,
                After = entry.After,
                RequestId = actor.RequestId is { } id ? AuditText.Clean(id) : null,
                Previous = head.Hash,
                Hash = "",
            };
            record = record with { Hash = AuditHash.Of(record) };
            head = new AuditHead(record.Number, record.Hash);
            records.Add(record);
        }

        return records;
    }
}
