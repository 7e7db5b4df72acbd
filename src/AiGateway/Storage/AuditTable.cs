using System.Globalization;

namespace AiGateway.Storage;

/// <summary>The audit log, which is also what tells replicas of changes: each change of the store appends its record in the same transaction.</summary>
internal sealed class AuditTable(StoreCalls calls)
{
    /// <summary>The most records that one pruning removes, so that it does not keep changes waiting.</summary>
    public const int MostPruned = 10_000;

    private const string Select = """
        SELECT number AS Number, at AS At, actor AS Actor, role AS Role, origin AS Origin, action AS Action, kind AS Kind, subject AS Subject, fields AS Fields,
        digest_before AS DigestBefore, digest_after AS DigestAfter, request_id AS RequestId, previous AS Previous, hash AS Hash FROM audit_log
        """;

    private const string Insert = """
        INSERT INTO audit_log (number, at, actor, role, origin, action, kind, subject, fields, digest_before, digest_after, request_id, previous, hash)
        VALUES (@Number, @At, @Actor, @Role, @Origin, @Action, @Kind, @Subject, @Fields, @DigestBefore, @DigestAfter, @RequestId, @Previous, @Hash)
        """;

    /// <summary>The newest record; null before the first. Pruning leaves it, however old it is.</summary>
    public async Task<AuditRecord?> LastAsync() => (await calls.FirstAsync<AuditRow>($"{Select} ORDER BY number DESC LIMIT 1"))?.ToRecord();

    /// <summary>Adds a record, whose number must be the next one.</summary>
    /// <exception cref="StoreConflictException">The number is taken.</exception>
    public Task AppendAsync(AuditRecord record)
    {
        string?[] texts = [record.Actor, record.Origin, record.Action, record.Kind, record.Subject, record.RequestId, .. record.Fields];
        return texts.All(Storable.Is)
            ? calls.ExecuteAsync(Insert, AuditRow.From(record))
            : throw new ArgumentException("A text holds the character of code 0, or half of a surrogate pair.", nameof(record));
    }

    /// <summary>A page of the records that a filter lets through, newest first.</summary>
    public async Task<Page<AuditRecord>> ListAsync(AuditFilter filter, PageRequest page)
    {
        var where = new Conditions(calls.Dialect).Is("actor", filter.Actor).Is("action", filter.Action).Is("kind", filter.Kind).Is("subject", filter.Subject);
        if (filter.From is { } from)
        {
            where.Add("at >= @from", "from", UnixTime.From(from));
        }

        if (filter.To is { } to)
        {
            where.Add("at < @to", "to", UnixTime.From(to));
        }

        if (page.After is { } after)
        {
            where.Add("number < @after", "after", long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0L);
        }

        if (where.AreNever)
        {
            return new Page<AuditRecord>([], null);
        }

        var limit = Math.Clamp(page.Limit, 1, PageRequest.MostItems);
        where.Values.Add("most", limit + 1L);
        var rows = await calls.ListAsync<AuditRow>($"{Select}{where.Sql} ORDER BY number DESC LIMIT @most", where.Values);
        AuditRecord[] records = [.. rows.Take(limit).Select(static r => r.ToRecord())];
        return new Page<AuditRecord>(records, rows.Count > limit ? records[^1].Number.ToString(CultureInfo.InvariantCulture) : null);
    }

    /// <summary>The records from a number on, oldest first.</summary>
    public async Task<IReadOnlyList<AuditRecord>> ReadFromAsync(long number, int most) =>
        [.. (await calls.ListAsync<AuditRow>($"{Select} WHERE number >= @number ORDER BY number LIMIT @most", new { number, most = (long)most })).Select(static r => r.ToRecord())];

    /// <summary>What has changed since the record of a number, oldest first. Where the first answer is not the next number, records in between were pruned.</summary>
    public Task<IReadOnlyList<StoreChange>> ChangesSinceAsync(long number, int most) =>
        calls.ListAsync<StoreChange>("SELECT number AS Number, kind AS Kind, subject AS Subject FROM audit_log WHERE number > @number ORDER BY number LIMIT @most", new { number, most = (long)most });

    /// <summary>The last record that was pruned; null where none was.</summary>
    public Task<AuditAnchor?> AnchorAsync() => calls.FirstAsync<AuditAnchor>("SELECT number AS Number, hash AS Hash FROM audit_anchor");

    /// <summary>Removes the oldest records, up to the first that is not from before a time, or the newest; and keeps the anchor that the rest hangs from.</summary>
    /// <returns>How many were removed, at most <see cref="MostPruned"/>: then there may be more.</returns>
    public async Task<int> PruneAsync(DateTimeOffset before)
    {
        // By number, not by time: a clock that was set back must not tear a hole into the chain.
        var last = await calls.FirstAsync<AuditAnchor>(
            """
            SELECT number AS Number, hash AS Hash FROM audit_log
            WHERE number < (SELECT coalesce((SELECT min(number) FROM audit_log WHERE at >= @before), (SELECT max(number) FROM audit_log)))
            AND number < (SELECT min(number) FROM audit_log) + @most
            ORDER BY number DESC LIMIT 1
            """,
            new { before = UnixTime.From(before), most = (long)MostPruned });
        if (last is null)
        {
            return 0;
        }

        await calls.ExecuteAsync("INSERT INTO audit_anchor (id, number, hash) VALUES (1, @Number, @Hash) ON CONFLICT (id) DO UPDATE SET number = excluded.number, hash = excluded.hash", last);
        return await calls.ExecuteAsync("DELETE FROM audit_log WHERE number <= @Number", last);
    }
}
