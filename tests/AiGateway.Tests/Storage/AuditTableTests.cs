using System.Globalization;
using AiGateway.Storage;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Storage;

/// <summary>The audit log as a list, as the feed of changes, and as something that does not grow for ever.</summary>
[Collection(PostgresCollection.Name)]
public sealed class AuditTableTests(PostgresServer server)
{
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [EveryStore]
    public async Task Records_are_listed_newest_first_and_filtered(StoreKind kind)
    {
        await using var store = await FilledAsync(kind, 20);

        await store.ReadAsync(async tables =>
        {
            var first = await tables.Audit.ListAsync(new AuditFilter(), new PageRequest(8, null));
            first.Items.Select(r => r.Number).ShouldBe([20, 19, 18, 17, 16, 15, 14, 13]);
            var second = await tables.Audit.ListAsync(new AuditFilter(), new PageRequest(8, first.Next));
            var third = await tables.Audit.ListAsync(new AuditFilter(), new PageRequest(8, second.Next));
            third.Items.Select(r => r.Number).ShouldBe([4, 3, 2, 1]);
            third.Next.ShouldBeNull();

            (await NumbersAsync(new AuditFilter { Subject = "k1" })).ShouldBe([20, 18, 16, 14, 12, 10, 8, 6, 4, 2]);
            (await NumbersAsync(new AuditFilter { From = Start.AddHours(18) })).ShouldBe([20, 19, 18]);
            (await NumbersAsync(new AuditFilter { To = Start.AddHours(3) })).ShouldBe([2, 1]);
            (await NumbersAsync(new AuditFilter { Actor = "token:t1", Action = "key.create", Kind = "key", Subject = "k0", From = Start.AddHours(3), To = Start.AddHours(6) })).ShouldBe([5, 3]);
            (await NumbersAsync(new AuditFilter { Kind = "team" })).ShouldBeEmpty();

            async Task<IEnumerable<long>> NumbersAsync(AuditFilter filter) => (await tables.Audit.ListAsync(filter, new PageRequest(100, null))).Items.Select(r => r.Number);
        });
    }

    [Theory]
    [EveryStore]
    public async Task Changes_are_told_in_their_order_from_any_number_on(StoreKind kind)
    {
        await using var store = await FilledAsync(kind, 5);

        await store.ReadAsync(async tables =>
        {
            (await tables.Audit.ChangesSinceAsync(0, 2)).ShouldBe([new StoreChange(1, "key", "k0"), new StoreChange(2, "key", "k1")]);
            (await tables.Audit.ChangesSinceAsync(3, 100)).Select(c => c.Number).ShouldBe([4, 5]);
            (await tables.Audit.ChangesSinceAsync(5, 100)).ShouldBeEmpty();
            (await tables.Audit.ReadFromAsync(2, 3)).Select(r => r.Number).ShouldBe([2, 3, 4]);
            (await tables.Audit.LastAsync()).ShouldBeLike(Items.Record(5, Start.AddHours(5), "k0"));
        });
    }

    [Theory]
    [EveryStore]
    public async Task A_number_is_given_once(StoreKind kind)
    {
        await using var store = await FilledAsync(kind, 1);

        await Should.ThrowAsync<StoreConflictException>(store.ChangeAsync(tables => tables.Audit.AppendAsync(Items.Record(1))));
    }

    [Theory]
    [EveryStore]
    public async Task Retention_leaves_the_anchor_that_the_rest_hangs_from(StoreKind kind)
    {
        await using var store = await FilledAsync(kind, 10);

        await store.ChangeAsync(async tables => (await tables.Audit.PruneAsync(Start.AddHours(5))).ShouldBe(4));

        await store.ReadAsync(async tables =>
        {
            (await tables.Audit.AnchorAsync()).ShouldBe(new AuditAnchor(4, Items.Hash(4)));
            var left = await tables.Audit.ReadFromAsync(0, 100);
            left.Select(r => r.Number).ShouldBe([5, 6, 7, 8, 9, 10]);
            left[0].Previous.ShouldBe(Items.Hash(4));
            (await tables.Audit.ChangesSinceAsync(1, 1)).Single().Number.ShouldBe(5);
        });
        await store.ChangeAsync(async tables =>
        {
            (await tables.Audit.PruneAsync(Start.AddHours(5))).ShouldBe(0);
            (await tables.Audit.PruneAsync(Start.AddHours(6))).ShouldBe(1);
            (await tables.Audit.AnchorAsync()).ShouldBe(new AuditAnchor(5, Items.Hash(5)));
        });
    }

    [Theory]
    [EveryStore]
    public async Task Retention_leaves_the_newest_however_old_it_is(StoreKind kind)
    {
        await using var store = await FilledAsync(kind, 3);

        await store.ChangeAsync(async tables => (await tables.Audit.PruneAsync(Start.AddYears(1))).ShouldBe(2));

        await store.ReadAsync(async tables =>
        {
            (await tables.Audit.ReadFromAsync(0, 100)).Single().Number.ShouldBe(3);
            (await tables.Audit.AnchorAsync()).ShouldBe(new AuditAnchor(2, Items.Hash(2)));
        });
    }

    [Theory]
    [EveryStore]
    public async Task Retention_tears_no_hole_where_the_clock_was_set_back(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server);
        await store.ChangeAsync(async tables =>
        {
            await tables.Audit.AppendAsync(Items.Record(1, Start));
            await tables.Audit.AppendAsync(Items.Record(2, Start.AddDays(2)));
            await tables.Audit.AppendAsync(Items.Record(3, Start));
            await tables.Audit.AppendAsync(Items.Record(4, Start.AddDays(3)));
        });

        await store.ChangeAsync(async tables => (await tables.Audit.PruneAsync(Start.AddDays(1))).ShouldBe(1));

        await store.ReadAsync(async tables => (await tables.Audit.ReadFromAsync(0, 100)).Select(r => r.Number).ShouldBe([2, 3, 4]));
    }

    [Theory]
    [EveryStore]
    public async Task Retention_of_an_empty_log_is_nothing(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server);

        await store.ChangeAsync(async tables => (await tables.Audit.PruneAsync(Start)).ShouldBe(0));

        await store.ReadAsync(async tables => (await tables.Audit.AnchorAsync()).ShouldBeNull());
    }

    private async Task<TestStore> FilledAsync(StoreKind kind, int records)
    {
        var store = await TestStore.CreateAsync(kind, server);
        await store.ChangeAsync(async tables =>
        {
            for (var i = 1; i <= records; i++)
            {
                await tables.Audit.AppendAsync(Items.Record(i, Start.AddHours(i), string.Create(CultureInfo.InvariantCulture, $"k{(i + 1) % 2}")));
            }
        });
        return store;
    }
}
