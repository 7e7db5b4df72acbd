using AiGateway.Management;
using AiGateway.Secrets;
using AiGateway.Storage;
using AiGateway.Tests.Hosting;
using AiGateway.Tests.Secrets;

namespace AiGateway.Tests.Management;

/// <summary>J9: who may get in, how the first one does, and that one always can.</summary>
[Collection(PostgresCollection.Name)]
public sealed class AdminTokenManagementTests(PostgresServer server)
{
    [Theory]
    [EveryStore]
    public async Task A_token_is_found_by_its_text_as_long_as_it_is_good(StoreKind kind)
    {
        var time = new SetTime();
        await using var store = await TestStore.CreateAsync(kind, server, time);
        var managed = new Managed(store);
        await managed.Tokens.CreateAsync(Managed.Cli, new AdminTokenDraft { Name = "root", Role = AdminRole.Admin }, default);
        var issued = await managed.Tokens.CreateAsync(
            Managed.Admin, new AdminTokenDraft { Name = "ops", Role = AdminRole.Operator, ExpiresAt = time.GetUtcNow().AddHours(1) }, default);

        var found = (await managed.Tokens.FindAsync(issued.Text, default))!;
        (found.Id, found.Name, found.Role, found.IsBootstrap).ShouldBe((issued.Token.Id, "ops", AdminRole.Operator, false));
        issued.ToString().ShouldNotContain(issued.Text[^20..]);

        foreach (var other in (string[])[
            "", "x", issued.Text[..^1], issued.Text + "x", issued.Text.ToUpperInvariant(), " " + issued.Text,
            TokenText.Create(TokenText.AdminPrefix, issued.Token.Id), TokenText.Create(TokenText.AdminPrefix, out _), TokenText.Create(TokenText.VirtualKeyPrefix, out _),
            "agw-admin-' OR 1=1 --", "agw-admin-\0",
        ])
        {
            (await managed.Tokens.FindAsync(other, default)).ShouldBeNull(other);
        }

        await managed.Tokens.UpdateAsync(Managed.Admin, issued.Token.Id, null, new AdminTokenPatch { Enabled = false }, default);
        (await managed.Tokens.FindAsync(issued.Text, default)).ShouldBeNull();
        await managed.Tokens.UpdateAsync(Managed.Admin, issued.Token.Id, null, new AdminTokenPatch { Enabled = true }, default);
        (await managed.Tokens.FindAsync(issued.Text, default)).ShouldNotBeNull();
        time.Advance(TimeSpan.FromHours(2));
        (await managed.Tokens.FindAsync(issued.Text, default)).ShouldBeNull();
    }

    [Theory]
    [EveryStore]
    public async Task A_token_outlives_its_pepper_only_as_long_as_that_is_kept(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server);
        var peppers = Rings.Keys("p1", "p2");
        var master = Rings.Keys("m");
        var managed = new Managed(store, new KeyRing(master, "m", peppers, "p1"));
        var (_, text) = await managed.Tokens.CreateAsync(Managed.Admin, new AdminTokenDraft { Name = "root", Role = AdminRole.Admin }, default);

        managed.Reload(ring: new KeyRing(master, "m", peppers, "p2"));
        (await managed.Tokens.FindAsync(text, default)).ShouldNotBeNull();
        managed.Reload(ring: new KeyRing(master, "m", new Dictionary<string, byte[]>(StringComparer.Ordinal) { ["p2"] = peppers["p2"] }, "p2"));
        (await managed.Tokens.FindAsync(text, default)).ShouldBeNull();
    }

    [Theory]
    [EveryStore]
    public async Task A_virtual_keys_digest_is_no_tokens(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server);
        var managed = new Managed(store);
        var text = TokenText.Create(TokenText.AdminPrefix, out var id);
        await store.ChangeAsync(session => session.Tokens.InsertAsync(new StoredAdminToken
        {
            Id = id,
            Name = "forged",
            Role = AdminRole.Admin,
            PepperId = managed.Ring.PepperId,
            Digest = managed.Ring.Digest(KeyPurpose.VirtualKey, managed.Ring.PepperId, text),
        }));

        (await managed.Tokens.FindAsync(text, default)).ShouldBeNull("H11: what was made for one purpose is worth nothing for another");
    }

    [Theory]
    [EveryStore]
    public async Task The_last_admin_stays(StoreKind kind)
    {
        var time = new SetTime();
        await using var store = await TestStore.CreateAsync(kind, server, time);
        var managed = new Managed(store);
        var (root, text) = await managed.Tokens.CreateAsync(Managed.Cli, new AdminTokenDraft { Name = "root", Role = AdminRole.Admin }, default);
        await managed.Tokens.CreateAsync(Managed.Admin, new AdminTokenDraft { Name = "ops", Role = AdminRole.Operator }, default);
        var (off, _) = await managed.Tokens.CreateAsync(Managed.Admin, new AdminTokenDraft { Name = "off", Role = AdminRole.Admin }, default);
        await managed.Tokens.UpdateAsync(Managed.Admin, off.Id, null, new AdminTokenPatch { Enabled = false }, default);
        await managed.Tokens.CreateAsync(Managed.Admin, new AdminTokenDraft { Name = "past", Role = AdminRole.Admin, ExpiresAt = time.GetUtcNow().AddMinutes(1) }, default);
        time.Advance(TimeSpan.FromMinutes(2));

        foreach (var ask in (Func<Task>[])[
            () => managed.Tokens.DeleteAsync(Managed.Admin, root.Id, null, default),
            () => managed.Tokens.UpdateAsync(Managed.Admin, root.Id, null, new AdminTokenPatch { Enabled = false }, default),
            () => managed.Tokens.UpdateAsync(Managed.Cli, root.Id, null, new AdminTokenPatch { Role = AdminRole.Operator }, default),
        ])
        {
            await Managed.ShouldRefuseAsync(ManagementErrorKind.Conflict, ask);
        }

        (await managed.Tokens.FindAsync(text, default))!.Version.ShouldBe(1);
        await managed.Tokens.UpdateAsync(Managed.Admin, off.Id, null, new AdminTokenPatch { Enabled = true }, default);
        await managed.Tokens.DeleteAsync(Managed.Admin, root.Id, null, default);
        await managed.ShouldVerifyAsync();
    }

    [Theory]
    [EveryStore]
    public async Task Of_two_admins_who_delete_each_other_one_stays(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server);
        Managed[] replicas = [new(store), new(store, database: store.Open())];
        for (var round = 0; round < 5; round++)
        {
            var ids = new List<string>();
            for (var i = 0; i < 2; i++)
            {
                ids.Add((await replicas[0].Tokens.CreateAsync(Managed.Cli, new AdminTokenDraft { Name = $"admin {i}", Role = AdminRole.Admin }, default)).Token.Id);
            }

            foreach (var other in (await replicas[0].Tokens.ListAsync(new AdminTokenFilter(), new PageRequest(100, null), default)).Items.Where(t => !ids.Contains(t.Id)))
            {
                await replicas[0].Tokens.DeleteAsync(Managed.Cli, other.Id, null, default);
            }

            var outcomes = await Task.WhenAll(ids.Select((id, i) => Task.Run(async () =>
            {
                try
                {
                    await replicas[i].Tokens.DeleteAsync(Managed.Admin, id, null, default);
                    return true;
                }
                catch (ManagementException exception) when (exception.Kind == ManagementErrorKind.Conflict)
                {
                    return false;
                }
            })));

            outcomes.Count(isDeleted => isDeleted).ShouldBe(1);
        }
    }

    [Theory]
    [EveryStore]
    public async Task The_first_token_comes_of_one_that_is_good_once(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server);
        Managed[] replicas = [new(store, Rings.Random()), null!];
        replicas[1] = new Managed(store, replicas[0].Ring, database: store.Open());

        var printed = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => replicas[i % 2].Tokens.EnsureBootstrapAsync(default))));
        var text = printed.Where(t => t is not null).ShouldHaveSingleItem()!;
        (await replicas[0].Tokens.FindAsync(text, default))!.IsBootstrap.ShouldBeTrue();
        await Managed.ShouldRefuseAsync(ManagementErrorKind.Invalid, () => replicas[0].Tokens.BootstrapAsync(text, "", "127.0.0.1", "r", default), "name");

        var uses = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
        {
            try
            {
                return await replicas[i % 2].Tokens.BootstrapAsync(text, $"admin {i}", "127.0.0.1", "r", default);
            }
            catch (ManagementException exception) when (exception.Kind == ManagementErrorKind.Forbidden)
            {
                return null;
            }
        })));
        var issued = uses.Where(use => use is not null).ShouldHaveSingleItem()!;

        (await replicas[1].Tokens.FindAsync(issued.Text, default))!.Role.ShouldBe(AdminRole.Admin);
        (await replicas[1].Tokens.FindAsync(text, default)).ShouldBeNull();
        (await replicas[1].Tokens.EnsureBootstrapAsync(default)).ShouldBeNull("there is an admin now");
        (await replicas[0].RecordsAsync()).Select(r => r.Action).ShouldBe(["token.bootstrap", "token.delete", "token.create"]);
        await replicas[0].ShouldVerifyAsync();
    }

    [Theory]
    [EveryStore]
    public async Task A_bootstrap_token_ends_after_a_day_with_a_new_start_or_with_the_first_admin(StoreKind kind)
    {
        var time = new SetTime();
        await using var store = await TestStore.CreateAsync(kind, server, time);
        var managed = new Managed(store);
        var first = (await managed.Tokens.EnsureBootstrapAsync(default))!;
        (await managed.Tokens.EnsureBootstrapAsync(default)).ShouldBeNull("another replica of the same start");
        time.Advance(TimeSpan.FromMinutes(1));

        var second = (await managed.Tokens.EnsureBootstrapAsync(default))!;
        (await managed.Tokens.FindAsync(first, default)).ShouldBeNull("a new start has replaced it");
        await Managed.ShouldRefuseAsync(ManagementErrorKind.Forbidden, () => managed.Tokens.BootstrapAsync(first, "x", "o", null, default));
        time.Advance(TimeSpan.FromHours(24));
        await Managed.ShouldRefuseAsync(ManagementErrorKind.Forbidden, () => managed.Tokens.BootstrapAsync(second, "x", "o", null, default));

        var third = (await managed.Tokens.EnsureBootstrapAsync(default))!;
        var id = (await managed.Tokens.FindAsync(third, default))!.Id;
        await Managed.ShouldRefuseAsync(ManagementErrorKind.Conflict, () => managed.Tokens.UpdateAsync(Managed.Cli, id, null, new AdminTokenPatch { ExpiresAt = new Change<DateTimeOffset?>(null) }, default));
        var admin = await managed.Tokens.CreateAsync(Managed.Cli, new AdminTokenDraft { Name = "root", Role = AdminRole.Admin, ExpiresAt = time.GetUtcNow().AddDays(1) }, default);
        await Managed.ShouldRefuseAsync(ManagementErrorKind.Forbidden, () => managed.Tokens.BootstrapAsync(third, "x", "o", null, default));
        await Managed.ShouldRefuseAsync(ManagementErrorKind.Forbidden, () => managed.Tokens.BootstrapAsync(admin.Text, "x", "o", null, default));

        time.Advance(TimeSpan.FromDays(2));
        (await managed.Tokens.EnsureBootstrapAsync(default)).ShouldNotBeNull("no admin can get in any more");
        await managed.ShouldVerifyAsync();
    }
}
