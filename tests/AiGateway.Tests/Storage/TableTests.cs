using AiGateway.Storage;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Storage;

/// <summary>What goes into a table comes out of it, by id, by filter, and in pages.</summary>
[Collection(PostgresCollection.Name)]
public sealed class TableTests(PostgresServer server)
{
    private static readonly PageRequest Whole = new(PageRequest.MostItems, null);

    [Theory]
    [EveryStore]
    public async Task Everything_that_is_kept_comes_back_as_it_was(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server);
        await store.ChangeAsync(async tables =>
        {
            await tables.Keys.InsertAsync(Items.Key("k1"));
            await tables.Keys.InsertAsync(Items.BareKey("k2"));
            await tables.Teams.InsertAsync(Items.Team("web"));
            await tables.Users.InsertAsync(Items.User("ada"));
            await tables.Secrets.InsertAsync(Items.Secret("openai"));
            await tables.Tokens.InsertAsync(Items.Token("t1"));
            await tables.Audit.AppendAsync(Items.Record(1));
        });

        await store.ReadAsync(async tables =>
        {
            (await tables.Keys.FindAsync("k1")).ShouldBeLike(Items.Key("k1"));
            (await tables.Keys.FindAsync("k2")).ShouldBeLike(Items.BareKey("k2"));
            (await tables.Keys.FindAsync("K1")).ShouldBeNull();
            (await tables.Teams.FindAsync("web")).ShouldBeLike(Items.Team("web"));
            (await tables.Users.FindAsync("ada")).ShouldBeLike(Items.User("ada"));
            (await tables.Secrets.FindAsync("openai")).ShouldBeLike(Items.Secret("openai"));
            (await tables.Tokens.FindAsync("t1")).ShouldBeLike(Items.Token("t1"));
            (await tables.Audit.LastAsync()).ShouldBeLike(Items.Record(1));
        });
    }

    [Theory]
    [EveryStore]
    public async Task A_change_counts_only_for_the_version_it_was_made_of(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server);
        await store.ChangeAsync(tables => tables.Keys.InsertAsync(Items.Key("k1")));
        var changed = Items.Key("k1") with { Name = "new", Team = null, PreviousDigest = null };

        await store.ChangeAsync(async tables =>
        {
            (await tables.Keys.UpdateAsync(changed)).ShouldBeTrue();
            (await tables.Keys.UpdateAsync(changed)).ShouldBeFalse();
            (await tables.Keys.DeleteAsync("k1", 1)).ShouldBeFalse();
            (await tables.Keys.DeleteAsync("k0", 1)).ShouldBeFalse();
        });

        await store.ReadAsync(async tables => (await tables.Keys.FindAsync("k1")).ShouldBeLike(changed with { Version = 2 }));
        await store.ChangeAsync(async tables => (await tables.Keys.DeleteAsync("k1", 2)).ShouldBeTrue());
        await store.ReadAsync(async tables => (await tables.Keys.CountAsync()).ShouldBe(0));
    }

    [Theory]
    [EveryStore]
    public async Task An_id_that_is_taken_is_a_conflict_and_takes_the_whole_change_back(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server);
        await store.ChangeAsync(tables => tables.Keys.InsertAsync(Items.Key("k1")));

        await Should.ThrowAsync<StoreConflictException>(store.ChangeAsync(async tables =>
        {
            await tables.Teams.InsertAsync(Items.Team("web"));
            await tables.Keys.InsertAsync(Items.BareKey("k1"));
        }));

        await store.ReadAsync(async tables =>
        {
            (await tables.Teams.CountAsync()).ShouldBe(0);
            (await tables.Keys.FindAsync("k1")).ShouldBeLike(Items.Key("k1"));
        });
    }

    [Theory]
    [EveryStore]
    public async Task Pages_give_each_item_once_in_the_order_of_bytes(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server);
        string[] ids = ["B", "a", "A", "b", "_", "ä", "a b", "a-b", "ab", "Z", "z", "10", "9"];
        await store.ChangeAsync(async tables =>
        {
            foreach (var id in ids)
            {
                await tables.Teams.InsertAsync(Items.Team(id));
            }
        });

        var seen = new List<string>();
        await store.ReadAsync(async tables =>
        {
            for (string? after = null; ;)
            {
                var page = await tables.Teams.ListAsync(new TeamFilter(), new PageRequest(4, after));
                page.Items.Count.ShouldBeLessThanOrEqualTo(4);
                seen.AddRange(page.Items.Select(t => t.Id));
                if ((after = page.Next) is null)
                {
                    break;
                }
            }

            (await tables.Teams.LoadAsync()).Select(t => t.Id).ShouldBe(seen);
            (await tables.Teams.ListAsync(new TeamFilter(), new PageRequest(0, null))).Items.Count.ShouldBe(1);
            (await tables.Teams.ListAsync(new TeamFilter(), new PageRequest(ids.Length, null))).Next.ShouldBeNull();
        });

        seen.ShouldBe(ids.Order(StringComparer.Ordinal));
    }

    [Theory]
    [EveryStore]
    public async Task Filters_leave_what_they_name(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server);
        await store.ChangeAsync(async tables =>
        {
            await tables.Keys.InsertAsync(Items.BareKey("k1") with { Team = "web", User = "ada", Tags = ["a", "b \"c\", d"], Name = "Shop front" });
            await tables.Keys.InsertAsync(Items.BareKey("k2") with { Team = "web", Tags = ["ab", ","], Name = "100%", Enabled = false });
            await tables.Keys.InsertAsync(Items.BareKey("k3") with { Team = "Web", User = "bob", Name = "a_b", RevokedAt = DateTimeOffset.UnixEpoch });
            await tables.Users.InsertAsync(Items.User("ada"));
            await tables.Users.InsertAsync(Items.User("bob") with { Team = null, Enabled = true });
            await tables.Teams.InsertAsync(Items.Team("web"));
            await tables.Secrets.InsertAsync(Items.Secret("openai"));
            await tables.Secrets.InsertAsync(Items.Secret("anthropic") with { MasterKeyId = "new" });
            await tables.Tokens.InsertAsync(Items.Token("t1"));
            await tables.Tokens.InsertAsync(Items.Token("t2") with { Role = AdminRole.Viewer, Enabled = true });
        });

        await store.ReadAsync(async tables =>
        {
            await KeysAsync(new KeyFilter(), "k1", "k2", "k3");
            await KeysAsync(new KeyFilter { Team = "web" }, "k1", "k2");
            await KeysAsync(new KeyFilter { User = "bob" }, "k3");
            await KeysAsync(new KeyFilter { Tag = "a" }, "k1");
            await KeysAsync(new KeyFilter { Tag = "b \"c\", d" }, "k1");
            await KeysAsync(new KeyFilter { Tag = "," }, "k2");
            await KeysAsync(new KeyFilter { Tag = "\",\"" });
            await KeysAsync(new KeyFilter { Enabled = false }, "k2");
            await KeysAsync(new KeyFilter { Enabled = true }, "k1", "k3");
            await KeysAsync(new KeyFilter { Revoked = true }, "k3");
            await KeysAsync(new KeyFilter { Revoked = false, Team = "web", Enabled = true, Tag = "a" }, "k1");
            await KeysAsync(new KeyFilter { Search = "SHOP" }, "k1");
            await KeysAsync(new KeyFilter { Search = "K" }, "k1", "k2", "k3");
            await KeysAsync(new KeyFilter { Search = "%" }, "k2");
            await KeysAsync(new KeyFilter { Search = "_" }, "k3");
            await KeysAsync(new KeyFilter { Search = "\\" });
            (await tables.Users.ListAsync(new UserFilter { Team = "web" }, Whole)).Items.Single().Id.ShouldBe("ada");
            (await tables.Users.ListAsync(new UserFilter { Enabled = true, Search = "BO" }, Whole)).Items.Single().Id.ShouldBe("bob");
            (await tables.Teams.ListAsync(new TeamFilter { Enabled = false, Search = "team w" }, Whole)).Items.Single().Id.ShouldBe("web");
            (await tables.Secrets.ListAsync(new SecretFilter { MasterKeyId = "new" }, Whole)).Items.Single().Name.ShouldBe("anthropic");
            (await tables.Secrets.ListAsync(new SecretFilter { Search = "note" }, Whole)).Items.Count.ShouldBe(2);
            (await tables.Tokens.ListAsync(new AdminTokenFilter { Role = AdminRole.Viewer }, Whole)).Items.Single().Id.ShouldBe("t2");
            (await tables.Tokens.ListAsync(new AdminTokenFilter { Enabled = false }, Whole)).Items.Single().Id.ShouldBe("t1");

            async Task KeysAsync(KeyFilter filter, params string[] ids) =>
                (await tables.Keys.ListAsync(filter, Whole)).Items.Select(k => k.Id).ShouldBe(ids, filter.ToString());
        });
    }

    [Theory]
    [EveryStore]
    public async Task As_many_keys_are_loaded_as_are_wanted(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server);
        var ids = Enumerable.Range(0, 2_100).Select(i => $"k{i:D5}").ToArray();
        await store.ChangeAsync(async tables =>
        {
            foreach (var id in ids)
            {
                await tables.Keys.InsertAsync(Items.BareKey(id));
            }
        });

        await store.ReadAsync(async tables =>
        {
            (await tables.Keys.LoadAsync(10_000)).Select(k => k.Id).ShouldBe(ids);
            (await tables.Keys.LoadAsync(1_500)).Select(k => k.Id).ShouldBe(ids.Take(1_500));
            (await tables.Keys.LoadAsync(2_100)).Count.ShouldBe(2_100);
            (await tables.Keys.CountAsync()).ShouldBe(2_100);
        });
    }

    [Theory]
    [EveryStore]
    public async Task An_admin_is_counted_while_their_token_is_good(StoreKind kind)
    {
        var time = new AiGateway.Tests.Configuration.ManualTime();
        await using var store = await TestStore.CreateAsync(kind, server, time);
        var admin = Items.Token("t1") with { Role = AdminRole.Admin, Enabled = true, IsBootstrap = false, ExpiresAt = null };
        await store.ChangeAsync(async tables =>
        {
            await tables.Tokens.InsertAsync(admin);
            await tables.Tokens.InsertAsync(admin with { Id = "t2", ExpiresAt = time.GetUtcNow().AddSeconds(1) });
            await tables.Tokens.InsertAsync(admin with { Id = "t3", ExpiresAt = time.GetUtcNow() });
            await tables.Tokens.InsertAsync(admin with { Id = "t4", Enabled = false });
            await tables.Tokens.InsertAsync(admin with { Id = "t5", IsBootstrap = true });
            await tables.Tokens.InsertAsync(admin with { Id = "t6", Role = AdminRole.Operator });
        });

        await store.ReadAsync(async tables => (await tables.Tokens.CountAdminsAsync()).ShouldBe(2));
    }
}
