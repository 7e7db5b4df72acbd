using AiGateway.Storage;

namespace AiGateway.Tests.Sharing;

/// <summary>Changes of a store as others make them.</summary>
internal static class StoreBench
{
    /// <summary>Puts a change of a key on record, as each change of the store is.</summary>
    public static Task<long> RecordAsync(this Database database, string subject) => database.ChangeAsync(
        async store =>
        {
            var last = await store.Audit.LastAsync();
            var number = (last?.Number ?? 0) + 1;
            await store.Audit.AppendAsync(new AuditRecord
            {
                Number = number,
                At = TimeProvider.System.GetUtcNow(),
                Actor = "system",
                Origin = "test",
                Action = "key.revoke",
                Kind = "key",
                Subject = subject,
                Previous = last?.Hash ?? new string('0', 64),
                Hash = number.ToString("x64"),
            });
            return number;
        },
        CancellationToken.None);
}
