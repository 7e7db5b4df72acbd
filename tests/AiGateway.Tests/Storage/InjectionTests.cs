using AiGateway.Storage;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Storage;

/// <summary>SQL within what callers give stays text, wherever it goes in.</summary>
[Collection(PostgresCollection.Name)]
public sealed class InjectionTests(PostgresServer server)
{
    private static readonly string[] Texts =
    [
        "'", "\"", "k1' OR '1'='1", "'; DROP TABLE virtual_keys; --", "\"; DELETE FROM virtual_keys; --", "k1'/*", "\\", "\\'; DROP TABLE teams; --", "$$; DROP TABLE teams; $$",
        "@id", ":id", "?", "{text}", "{0}", "%", "_", "' UNION SELECT * FROM admin_tokens --", "\0", "k1\0", "\ud800", "k\udc00", "ünï💥", new string('x', 100_000), "1; SELECT pg_sleep(10)", "",
    ];

    [Theory]
    [EveryStore]
    public async Task An_id_or_filter_changes_nothing_and_finds_nothing(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server);
        await store.ChangeAsync(async tables =>
        {
            await tables.Keys.InsertAsync(Items.Key("k1") with { Name = "n" });
            await tables.Teams.InsertAsync(Items.Team("web"));
            await tables.Audit.AppendAsync(Items.Record(1));
        });

        foreach (var text in Texts)
        {
            await store.ChangeAsync(async tables =>
            {
                (await tables.Keys.FindAsync(text)).ShouldBeNull();
                (await tables.Keys.DeleteAsync(text, 1)).ShouldBeFalse();
                if (Storable.Is(text))
                {
                    (await tables.Keys.UpdateAsync(Items.Key(text))).ShouldBeFalse();
                }

                foreach (var filter in (KeyFilter[])[new() { Team = text }, new() { User = text }, new() { Tag = text }])
                {
                    (await tables.Keys.ListAsync(filter, new PageRequest(10, null))).Items.ShouldBeEmpty();
                }

                // A page after such an id, and a search for it, are fair questions; what counts is that they are answered.
                (await tables.Keys.ListAsync(new KeyFilter { Search = text }, new PageRequest(10, text))).Items.Count.ShouldBeLessThanOrEqualTo(1);
                (await tables.Audit.ListAsync(new AuditFilter { Actor = text, Action = text, Kind = text, Subject = text }, new PageRequest(10, null))).Items.ShouldBeEmpty();
                (await tables.Audit.ListAsync(new AuditFilter(), new PageRequest(10, text))).Items.ShouldBeEmpty();
            });
        }

        await store.ReadAsync(async tables =>
        {
            (await tables.Keys.CountAsync()).ShouldBe(1);
            (await tables.Keys.FindAsync("k1")).ShouldBeLike(Items.Key("k1") with { Name = "n" });
            (await tables.Teams.CountAsync()).ShouldBe(1);
            (await tables.Audit.LastAsync()).ShouldBeLike(Items.Record(1));
        });
    }

    [Theory]
    [EveryStore]
    public async Task Whatever_can_be_kept_is_kept_as_it_is(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server);
        foreach (var text in Texts)
        {
            var key = Items.Key(text) with { Name = text, Team = text, User = text, Tags = [text], Models = [text, text] };
            if (!Storable.Is(text))
            {
                await Should.ThrowAsync<ArgumentException>(store.ChangeAsync(tables => tables.Keys.InsertAsync(key)));
                continue;
            }

            await store.ChangeAsync(tables => tables.Keys.InsertAsync(key));
            await store.ReadAsync(async tables =>
            {
                (await tables.Keys.FindAsync(text)).ShouldBeLike(key);
                (await tables.Keys.ListAsync(new KeyFilter { Team = text, User = text, Tag = text }, new PageRequest(10, null))).Items.Single().ShouldBeLike(key);
                (await tables.Keys.ListAsync(new KeyFilter { Search = text, Team = text }, new PageRequest(10, null))).Items.Single().ShouldBeLike(key);
            });
        }

        await store.ReadAsync(async tables => (await tables.Keys.CountAsync()).ShouldBe(Texts.Count(Storable.Is)));
    }
}
