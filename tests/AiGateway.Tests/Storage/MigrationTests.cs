using AiGateway.Storage;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Storage;

/// <summary>The tables are brought up to date once, whoever begins; and a program keeps away from tables it does not understand.</summary>
[Collection(PostgresCollection.Name)]
public sealed class MigrationTests(PostgresServer server)
{
    [Theory]
    [EveryStore]
    public async Task Migrating_again_does_nothing(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server);
        await store.ChangeAsync(tables => tables.Keys.InsertAsync(Items.Key("k1")));

        await store.Database.MigrateAsync(CancellationToken.None);
        await store.Open().MigrateAsync(CancellationToken.None);

        await store.ReadAsync(async tables => (await tables.Keys.CountAsync()).ShouldBe(1));
        (await RawStore.NumberAsync(store, "SELECT count(*) FROM schema_versions")).ShouldBe(Migration.All.Count);
    }

    [Theory]
    [EveryStore]
    public async Task Replicas_that_start_together_migrate_once(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server, migrate: false);
        var replicas = Enumerable.Range(0, 6).Select(_ => store.Open()).ToArray();

        await Task.WhenAll(replicas.Select(replica => Task.Run(() => replica.MigrateAsync(CancellationToken.None))));

        (await RawStore.NumberAsync(store, "SELECT count(*) FROM schema_versions")).ShouldBe(Migration.All.Count);
        await store.ChangeAsync(tables => tables.Keys.InsertAsync(Items.Key("k1")));
    }

    [Theory]
    [EveryStore]
    public async Task A_step_that_only_adds_lets_older_programs_go_on(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server);
        await RawStore.ExecuteAsync(store, "ALTER TABLE virtual_keys ADD COLUMN later BIGINT");
        await RawStore.ExecuteAsync(store, "INSERT INTO schema_versions (version, name, minimum, program, applied_at) VALUES (999, 'later', 1, '9.9.9', 0)");

        await store.Open().MigrateAsync(CancellationToken.None);
        await store.ChangeAsync(tables => tables.Keys.InsertAsync(Items.Key("k1")));

        await store.ReadAsync(async tables => (await tables.Keys.FindAsync("k1")).ShouldBeLike(Items.Key("k1")));
        (await RawStore.NumberAsync(store, "SELECT max(version) FROM schema_versions")).ShouldBe(999);
    }

    [Theory]
    [EveryStore]
    public async Task A_step_that_older_programs_would_break_keeps_them_out(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server);
        await RawStore.ExecuteAsync(store, "INSERT INTO schema_versions (version, name, minimum, program, applied_at) VALUES (999, 'later', 998, '9.9.9', 0)");

        var refusal = await Should.ThrowAsync<StoreUnavailableException>(store.Open().MigrateAsync(CancellationToken.None));
        refusal.Message.ShouldContain("too new for this program");
        refusal.Message.ShouldContain("998");

        // Nor may one change anything that was already running when the tables changed.
        await Should.ThrowAsync<StoreUnavailableException>(store.ChangeAsync(tables => tables.Keys.InsertAsync(Items.Key("k1"))));
        (await RawStore.NumberAsync(store, "SELECT count(*) FROM virtual_keys")).ShouldBe(0);
    }

    [Theory]
    [EveryStore]
    public async Task A_step_that_fails_leaves_the_tables_as_they_were(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server, migrate: false);
        await store.Database.MigrateAsync(CancellationToken.None);
        await RawStore.ExecuteAsync(store, "DELETE FROM schema_versions");

        // The first step meets its own tables.
        await Should.ThrowAsync<StoreUnavailableException>(store.Open().MigrateAsync(CancellationToken.None));

        (await RawStore.NumberAsync(store, "SELECT count(*) FROM schema_versions")).ShouldBe(0);
    }

    [Theory]
    [EveryStore]
    public async Task Before_the_tables_are_there_nothing_is_known(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server, migrate: false);

        await Should.ThrowAsync<StoreUnavailableException>(store.ReadAsync(tables => tables.Keys.CountAsync()));
        await Should.ThrowAsync<StoreUnavailableException>(store.ChangeAsync(tables => tables.Keys.InsertAsync(Items.Key("k1"))));
    }

    [Fact]
    public void No_step_demands_more_than_itself_or_less_than_the_one_before()
    {
        var steps = Migration.All;

        steps.ShouldNotBeEmpty();
        steps.ShouldAllBe(step => step.Minimum >= 1 && step.Minimum <= step.Number);
        steps.Select(step => step.Minimum).ShouldBe(steps.Select(step => step.Minimum).Order());
    }
}
