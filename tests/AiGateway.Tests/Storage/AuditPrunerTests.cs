using AiGateway.Storage;
using AiGateway.Tests.Configuration;
using AiGateway.Tests.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace AiGateway.Tests.Storage;

/// <summary>Old records go at the start and every hour, in portions, and an outage only puts it off.</summary>
public sealed class AuditPrunerTests
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    [Fact]
    public async Task Records_go_as_they_get_old()
    {
        var time = new ManualTime();
        await using var store = await TestStore.SqliteAsync(time);
        var start = time.GetUtcNow();
        await store.ChangeAsync(async tables =>
        {
            await tables.Audit.AppendAsync(Items.Record(1, start - Kept - TimeSpan.FromSeconds(1)));
            await tables.Audit.AppendAsync(Items.Record(2, start - Kept + TimeSpan.FromMinutes(30)));
            await tables.Audit.AppendAsync(Items.Record(3, start));
        });
        using var pruner = Pruner(store.Database, time);

        await pruner.StartAsync(CancellationToken.None);
        await LeftAsync(store, 2, 3);

        // The timer may not be there yet, so the hour passes more than once.
        for (var i = 0; i < 200 && await FirstAsync(store) != 3; i++)
        {
            time.Advance(TimeSpan.FromHours(1));
            await Task.Delay(50);
        }

        await LeftAsync(store, 3);
        await pruner.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task More_than_one_portion_goes_at_once()
    {
        var time = new ManualTime();
        await using var store = await TestStore.SqliteAsync(time);
        await store.ChangeAsync(async tables =>
        {
            for (var i = 1; i <= AuditTable.MostPruned + 5; i++)
            {
                await tables.Audit.AppendAsync(Items.Record(i, time.GetUtcNow().AddYears(-1)));
            }
        });
        using var pruner = Pruner(store.Database, time);

        await pruner.StartAsync(CancellationToken.None);

        await LeftAsync(store, AuditTable.MostPruned + 5);
        await store.ReadAsync(async tables => (await tables.Audit.AnchorAsync())!.Number.ShouldBe(AuditTable.MostPruned + 4));
        await pruner.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_store_that_is_away_is_asked_again()
    {
        var time = new ManualTime();
        await using var store = await TestStore.SqliteAsync(time, migrate: false);
        var folder = Path.GetDirectoryName(store.File)!;
        await File.WriteAllTextAsync(folder, "in the way");
        using var pruner = Pruner(store.Database, time);
        await pruner.StartAsync(CancellationToken.None);

        File.Delete(folder);
        var other = store.Open();
        await other.MigrateAsync(CancellationToken.None);
        await store.ChangeAsync(async tables =>
        {
            await tables.Audit.AppendAsync(Items.Record(1, time.GetUtcNow().AddYears(-1)));
            await tables.Audit.AppendAsync(Items.Record(2, time.GetUtcNow()));
        });
        for (var i = 0; i < 200 && await FirstAsync(store) != 2; i++)
        {
            time.Advance(TimeSpan.FromMinutes(1));
            await Task.Delay(50);
        }

        await LeftAsync(store, 2);
        await pruner.StopAsync(CancellationToken.None);
    }

    private static AuditPruner Pruner(Database database, TimeProvider time) => new(database, Kept, time, NullLogger<AuditPruner>.Instance);

    private static Task<long> FirstAsync(TestStore store) =>
        store.Database.ReadAsync(async tables => await tables.Audit.ReadFromAsync(0, 1) is [var first, ..] ? first.Number : 0, CancellationToken.None);

    private static async Task LeftAsync(TestStore store, params long[] numbers)
    {
        IReadOnlyList<long> left = [];
        for (var i = 0; i < 400 && !left.SequenceEqual(numbers); i++)
        {
            left = await store.Database.ReadAsync(async tables => (IReadOnlyList<long>)[.. (await tables.Audit.ReadFromAsync(0, 10)).Select(r => r.Number)], CancellationToken.None);
            await Task.Delay(50);
        }

        left.ShouldBe(numbers);
    }
}
