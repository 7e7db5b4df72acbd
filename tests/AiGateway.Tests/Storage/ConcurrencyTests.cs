using System.Diagnostics;
using AiGateway.Storage;
using AiGateway.Tests.Hosting;
using Dapper;

namespace AiGateway.Tests.Storage;

/// <summary>Changes happen one after the other, whoever makes them, wholly or not at all; readings see one moment and wait for nobody.</summary>
[Collection(PostgresCollection.Name)]
public sealed class ConcurrencyTests(PostgresServer server)
{
    [Theory]
    [EveryStore]
    public async Task Audit_numbers_have_no_gap_whoever_appends(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server);
        Database[] replicas = [store.Database, store.Open()];

        var given = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() => replicas[i % 2].ChangeAsync(AppendAsync, CancellationToken.None))));

        given.Order().ShouldBe(Enumerable.Range(1, 40).Select(n => (long)n));
        await store.ReadAsync(async tables =>
        {
            var records = await tables.Audit.ReadFromAsync(1, 100);
            records.Select(r => r.Number).ShouldBe(Enumerable.Range(1, 40).Select(n => (long)n));
            records.Zip(records.Skip(1)).ShouldAllBe(pair => pair.First.Hash == pair.Second.Previous);
        });
    }

    [Theory]
    [EveryStore]
    public async Task A_reader_never_sees_a_later_number_before_an_earlier_one(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server);
        var other = store.Open();
        using var done = new CancellationTokenSource();
        var reader = Task.Run(async () =>
        {
            long seen = 0;
            while (!done.IsCancellationRequested)
            {
                foreach (var change in await other.ReadAsync(tables => tables.Audit.ChangesSinceAsync(seen, 100), CancellationToken.None))
                {
                    change.Number.ShouldBe(seen + 1);
                    seen = change.Number;
                }
            }
        });

        await Task.WhenAll(Enumerable.Range(0, 60).Select(i => Task.Run(() => (i % 2 == 0 ? store.Database : other).ChangeAsync(AppendAsync, CancellationToken.None))));
        await done.CancelAsync();

        await reader;
    }

    [Theory]
    [EveryStore]
    public async Task What_the_function_throws_comes_through_and_changes_nothing(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server);

        var thrown = await Should.ThrowAsync<InvalidDataException>(store.ChangeAsync(async tables =>
        {
            await tables.Keys.InsertAsync(Items.Key("k1"));
            throw new InvalidDataException("mine");
        }));

        thrown.Message.ShouldBe("mine");
        await store.ReadAsync(async tables => (await tables.Keys.CountAsync()).ShouldBe(0));
        await store.ChangeAsync(tables => tables.Keys.InsertAsync(Items.Key("k1")));
    }

    [Theory]
    [EveryStore]
    public async Task A_caller_that_goes_away_changes_nothing(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server);
        using var gone = new CancellationTokenSource();

        await Should.ThrowAsync<OperationCanceledException>(store.Database.ChangeAsync(
            async tables =>
            {
                await tables.Keys.InsertAsync(Items.Key("k1"));
                await gone.CancelAsync();
                return true;
            },
            gone.Token));

        await store.ReadAsync(async tables => (await tables.Keys.CountAsync()).ShouldBe(0));
        await store.ChangeAsync(tables => tables.Keys.InsertAsync(Items.Key("k1")));
    }

    [Theory]
    [EveryStore]
    public async Task A_reading_sees_one_moment_and_changes_nothing(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server);
        var other = store.Open();

        await store.ReadAsync(async tables =>
        {
            (await tables.Keys.CountAsync()).ShouldBe(0);
            await other.ChangeAsync(async changed => { await changed.Keys.InsertAsync(Items.Key("k1")); return true; }, CancellationToken.None);
            (await tables.Keys.CountAsync()).ShouldBe(0);
            await Should.ThrowAsync<InvalidOperationException>(() => tables.Keys.InsertAsync(Items.Key("k2")));
        });

        await store.ReadAsync(async tables => (await tables.Keys.CountAsync()).ShouldBe(1));
    }

    [Theory]
    [EveryStore]
    public async Task A_lock_of_somebody_else_is_waited_for_as_long_as_there_is_time(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server);
        var impatient = store.Open(TimeSpan.FromMilliseconds(500));
        await using var somebody = await RawStore.OpenAsync(store);
        await TakeLockAsync(somebody, kind);

        var watch = Stopwatch.StartNew();
        await Should.ThrowAsync<StoreUnavailableException>(impatient.ChangeAsync(AppendAsync, CancellationToken.None));
        watch.Elapsed.ShouldBeGreaterThan(TimeSpan.FromMilliseconds(400));
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));

        // Readers do not mind.
        (await impatient.ReadAsync(tables => tables.Audit.LastAsync(), CancellationToken.None)).ShouldBeNull();

        var waiting = store.Database.ChangeAsync(AppendAsync, CancellationToken.None);
        await Task.Delay(300);
        waiting.IsCompleted.ShouldBeFalse();
        await somebody.ExecuteAsync("ROLLBACK");
        (await waiting).ShouldBe(1);
        (await impatient.ChangeAsync(AppendAsync, CancellationToken.None)).ShouldBe(2);
    }

    [Theory]
    [EveryStore]
    public async Task A_change_that_takes_too_long_is_taken_back(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server);
        var impatient = store.Open(TimeSpan.FromMilliseconds(500));

        await Should.ThrowAsync<StoreUnavailableException>(impatient.ChangeAsync(
            async tables =>
            {
                await tables.Keys.InsertAsync(Items.Key("k1"));
                await Task.Delay(TimeSpan.FromSeconds(1));
                return true;
            },
            CancellationToken.None));

        await store.ReadAsync(async tables => (await tables.Keys.CountAsync()).ShouldBe(0));
        (await impatient.ChangeAsync(AppendAsync, CancellationToken.None)).ShouldBe(1);
    }

    private static async Task<long> AppendAsync(StoreSession tables)
    {
        var number = ((await tables.Audit.LastAsync())?.Number ?? 0) + 1;
        await tables.Audit.AppendAsync(Items.Record(number));
        return number;
    }

    private static Task<int> TakeLockAsync(System.Data.Common.DbConnection connection, StoreKind kind) => kind == StoreKind.Sqlite
        ? connection.ExecuteAsync("BEGIN IMMEDIATE")
        : connection.ExecuteAsync("BEGIN; SELECT pg_advisory_xact_lock(@number)", new { number = PostgresTransactionScope.LockNumber });
}
