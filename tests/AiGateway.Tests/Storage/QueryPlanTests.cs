using AiGateway.Storage;
using AiGateway.Tests.Hosting;
using Dapper;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace AiGateway.Tests.Storage;

/// <summary>Lists that grow with a company's size are found by an index, not by looking at every row.</summary>
[Collection(PostgresCollection.Name)]
public sealed class QueryPlanTests(PostgresServer server)
{
    [Theory]
    [EveryStore]
    public async Task Lists_use_their_index(StoreKind kind)
    {
        await using var store = await FilledAsync(kind);
        var page = new PageRequest(50, "k");

        await UsesAsync(store, "virtual_keys_by_team", tables => tables.Keys.ListAsync(new KeyFilter { Team = "t7" }, page));
        await UsesAsync(store, "virtual_keys_by_user", tables => tables.Keys.ListAsync(new KeyFilter { User = "u7" }, page));
        await UsesAsync(store, "users_by_team", tables => tables.Users.ListAsync(new UserFilter { Team = "t7" }, page));
        await UsesAsync(store, "audit_log_by_subject", tables => tables.Audit.ListAsync(new AuditFilter { Kind = "key", Subject = "k77" }, new PageRequest(50, null)));
        await UsesAsync(store, "audit_log_by_actor", tables => tables.Audit.ListAsync(new AuditFilter { Actor = "token:t7" }, new PageRequest(50, null)));
        await UsesAsync(store, kind == StoreKind.Sqlite ? "autoindex_virtual_keys_1" : "virtual_keys_pkey", tables => tables.Keys.FindAsync("k7"));
        await UsesAsync(store, kind == StoreKind.Sqlite ? "autoindex_audit_log_1" : "audit_log_pkey", tables => tables.Audit.ChangesSinceAsync(2_990, 100));
        await UsesAsync(store, kind == StoreKind.Sqlite ? "autoindex_audit_log_1" : "audit_log_pkey", tables => tables.Audit.LastAsync());
    }

    private async Task<TestStore> FilledAsync(StoreKind kind)
    {
        var store = await TestStore.CreateAsync(kind, server);
        await store.ChangeAsync(async tables =>
        {
            for (var i = 1; i <= 3_000; i++)
            {
                await tables.Keys.InsertAsync(Items.BareKey($"k{i}") with { Team = $"t{i % 300}", User = $"u{i % 500}" });
                await tables.Users.InsertAsync(Items.User($"k{i}") with { Team = $"t{i % 300}" });
                await tables.Audit.AppendAsync(Items.Record(i, subject: $"k{i % 300}") with { Actor = $"token:t{i % 200}" });
            }
        });
        await RawStore.ExecuteAsync(store, "ANALYZE");
        return store;
    }

    /// <summary>Takes the statement that the table sends, with its values written out, and asks the database how it would go about it.</summary>
    private static async Task UsesAsync(TestStore store, string index, Func<StoreSession, Task> list)
    {
        var statement = await StatementAsync(list);
        await using var connection = await RawStore.OpenAsync(store);
        var plan = store.Options.Postgres is null
            ? string.Join('\n', (await connection.QueryAsync($"EXPLAIN QUERY PLAN {statement}")).Select(row => (string)row.detail))
            : string.Join('\n', await connection.QueryAsync<string>($"EXPLAIN {statement}"));
        plan.ShouldContain(index, Case.Sensitive, statement);
        plan.ShouldNotContain("SCAN virtual_keys\n");
        plan.ShouldNotContain("Seq Scan");
    }

    private static async Task<string> StatementAsync(Func<StoreSession, Task> list)
    {
        await using var store = await TestStore.SqliteAsync();
        await using var engine = new SqliteEngine(store.File, store.Options.Timeout);
        await using var transaction = await engine.BeginAsync(isChange: false, CancellationToken.None);
        var statements = new List<string>();
        var handle = ((SqliteConnection)transaction.Connection).Handle;
        raw.sqlite3_trace(handle, (_, text) => statements.Add(text), null);
        using var guard = new StoreGuard(engine, store.Options.Timeout, CancellationToken.None);
        await list(new StoreSession(new StoreCalls(transaction, guard, engine.Dialect, TimeProvider.System, mayChange: false)));
        raw.sqlite3_trace(handle, (strdelegate_trace)null!, null);
        return statements.ShouldHaveSingleItem();
    }
}
