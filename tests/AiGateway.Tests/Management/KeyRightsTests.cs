using AiGateway.Audit;
using AiGateway.Management;
using AiGateway.Storage;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Management;

/// <summary>J3: what each role may do with keys, field by field.</summary>
[Collection(PostgresCollection.Name)]
public sealed class KeyRightsTests(PostgresServer server)
{
    [Theory]
    [EveryStore]
    public async Task Viewers_change_nothing(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server);
        var managed = await WithTeamsAsync(store);
        var (key, _) = await managed.Keys.CreateAsync(Managed.Admin, new KeyDraft { Name = "shop", Team = "small" }, default);
        var before = (await managed.RecordsAsync()).Count;

        await ForbiddenAsync(() => managed.Keys.CreateAsync(Managed.Viewer, new KeyDraft { Name = "shop", Team = "small" }, default));
        await ForbiddenAsync(() => managed.Keys.UpdateAsync(Managed.Viewer, key.Id, null, new KeyPatch { Name = "x" }, default));
        await ForbiddenAsync(() => managed.Keys.RotateAsync(Managed.Viewer, key.Id, null, TimeSpan.Zero, default));
        await ForbiddenAsync(() => managed.Keys.RevokeAsync(Managed.Viewer, key.Id, null, default));
        await ForbiddenAsync(() => managed.Keys.DeleteAsync(Managed.Viewer, key.Id, null, default));
        await ForbiddenAsync(() => managed.Keys.DeleteAsync(Managed.Operator, key.Id, null, default));
        (await managed.RecordsAsync()).Count.ShouldBe(before);
    }

    [Theory]
    [EveryStore]
    public async Task An_operator_changes_the_free_fields_of_any_key(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server);
        var managed = await WithTeamsAsync(store);
        foreach (var team in (string?[])[null, "small"])
        {
            var (key, _) = await managed.Keys.CreateAsync(Managed.Admin, new KeyDraft { Name = "shop", Team = team, Models = ["small-1"], Surfaces = ["chat"] }, default);
            foreach (var patch in (KeyPatch[])[
                new() { Name = "store" },
                new() { Tags = ["x"] },
                new() { User = "ada" },
                new() { Networks = ["10.0.0.0/8"] },
                new() { ExpiresAt = new Change<DateTimeOffset?>(DateTimeOffset.UtcNow.AddDays(1)) },
                new() { Enabled = false },
                new() { Enabled = true },
                new() { Models = ["small-1"], Surfaces = ["chat"], Team = team },
            ])
            {
                await managed.Keys.UpdateAsync(Managed.Operator, key.Id, null, patch, default);
            }

            (await managed.Keys.GetAsync(key.Id, default)).Version.ShouldBe(8, "all but the last patch changed something");
        }
    }

    [Theory]
    [EveryStore]
    public async Task An_operator_hands_out_what_a_team_has(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server);
        var managed = await WithTeamsAsync(store);

        await ForbiddenAsync(() => managed.Keys.CreateAsync(Managed.Operator, new KeyDraft { Name = "shop" }, default), "team");
        await Managed.ShouldRefuseAsync(
            ManagementErrorKind.Invalid, () => managed.Keys.CreateAsync(Managed.Operator, new KeyDraft { Name = "shop", Team = "small", Models = ["*"] }, default), "models");
        var (key, _) = await managed.Keys.CreateAsync(Managed.Operator, new KeyDraft { Name = "shop", Team = "small", Models = ["small-1"], Surfaces = ["chat"] }, default);

        await managed.Keys.UpdateAsync(Managed.Operator, key.Id, null, new KeyPatch { Models = ["small-*"] }, default);
        await managed.Keys.UpdateAsync(Managed.Operator, key.Id, null, new KeyPatch { Models = [], Surfaces = [] }, default);
        await Managed.ShouldRefuseAsync(
            ManagementErrorKind.Invalid, () => managed.Keys.UpdateAsync(Managed.Operator, key.Id, null, new KeyPatch { Models = ["large-1"] }, default), "models");
    }

    [Theory]
    [EveryStore]
    public async Task An_operator_moves_a_key_only_to_where_it_may_no_more(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server);
        var managed = await WithTeamsAsync(store);
        var (key, _) = await managed.Keys.CreateAsync(Managed.Admin, new KeyDraft { Name = "shop", Team = "small" }, default);
        var (free, _) = await managed.Keys.CreateAsync(Managed.Admin, new KeyDraft { Name = "free" }, default);

        await ForbiddenAsync(() => Move(Managed.Operator, key, null), "team");
        await ForbiddenAsync(() => Move(Managed.Operator, key, "all"), "team");
        await ForbiddenAsync(() => Move(Managed.Operator, key, "large"), "team");
        (await Move(Managed.Operator, key, "tiny")).Team.ShouldBe("tiny");
        await ForbiddenAsync(() => Move(Managed.Operator, key, "small"), "team");
        (await Move(Managed.Operator, free, "all")).Team.ShouldBe("all");
        (await Move(Managed.Admin, key, "large")).Team.ShouldBe("large");
        (await Move(Managed.Cli, key, null)).Team.ShouldBeNull();

        Task<StoredKey> Move(Actor actor, StoredKey which, string? team) =>
            managed.Keys.UpdateAsync(actor, which.Id, null, new KeyPatch { Team = new Change<string?>(team) }, default);
    }

    [Theory]
    [EveryStore]
    public async Task An_operator_widens_no_key_outside_of_teams(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server);
        var managed = await WithTeamsAsync(store);
        var (key, _) = await managed.Keys.CreateAsync(Managed.Admin, new KeyDraft { Name = "shop", Models = ["small-*"], Surfaces = ["chat", "models"] }, default);

        await ForbiddenAsync(() => Patch(new KeyPatch { Models = [] }), "models");
        await ForbiddenAsync(() => Patch(new KeyPatch { Models = ["small-*", "large-1"] }), "models");
        await ForbiddenAsync(() => Patch(new KeyPatch { Surfaces = [] }), "surfaces");
        await ForbiddenAsync(() => Patch(new KeyPatch { Surfaces = ["chat", "embeddings"] }), "surfaces");
        await Patch(new KeyPatch { Models = ["small-1"], Surfaces = ["chat"] });
        await ForbiddenAsync(() => Patch(new KeyPatch { Models = ["small-*"] }), "models");
        await ForbiddenAsync(() => Patch(new KeyPatch { Surfaces = ["chat", "models"] }), "surfaces");

        Task Patch(KeyPatch patch) => managed.Keys.UpdateAsync(Managed.Operator, key.Id, null, patch, default);
    }

    [Theory]
    [EveryStore]
    public async Task An_operator_takes_no_limit_of_a_user_away_outside_of_teams(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server);
        var managed = await WithTeamsAsync(store);
        await managed.Users.CreateAsync(Managed.Admin, new UserDraft { Id = "eve", Name = "Eve", Models = ["small-*"] }, default);
        await managed.Users.CreateAsync(Managed.Admin, new UserDraft { Id = "bob", Name = "Bob", Models = ["small-1"] }, default);
        var (key, _) = await managed.Keys.CreateAsync(Managed.Admin, new KeyDraft { Name = "shop", User = "eve" }, default);
        var (inTeam, _) = await managed.Keys.CreateAsync(Managed.Admin, new KeyDraft { Name = "shop", User = "eve", Team = "all" }, default);

        await ForbiddenAsync(() => Give(key, null), "user");
        await ForbiddenAsync(() => Give(key, "ada"), "user");
        (await Give(key, "bob")).User.ShouldBe("bob");
        await ForbiddenAsync(() => Give(key, "eve"), "user");
        await managed.Keys.UpdateAsync(Managed.Operator, key.Id, null, new KeyPatch { Models = ["small-1"] }, default);
        (await Give(key, null)).User.ShouldBeNull("the key has the same limit itself");
        (await Give(inTeam, null)).User.ShouldBeNull("its team is the limit");

        Task<StoredKey> Give(StoredKey which, string? user) =>
            managed.Keys.UpdateAsync(Managed.Operator, which.Id, null, new KeyPatch { User = new Change<string?>(user) }, default);
    }

    [Theory]
    [EveryStore]
    public async Task Teams_users_secrets_and_tokens_are_for_admins(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server);
        var managed = await WithTeamsAsync(store);
        var (token, _) = await managed.Tokens.CreateAsync(Managed.Admin, new AdminTokenDraft { Name = "ada", Role = AdminRole.Admin }, default);
        await managed.Secrets.SetAsync(Managed.Admin, "openai", "sk-live-0123456789", null, null, default);
        var before = (await managed.RecordsAsync()).Count;
        foreach (var actor in (Actor[])[Managed.Operator, Managed.Viewer])
        {
            foreach (var ask in (Func<Task>[])[
                () => managed.Teams.CreateAsync(actor, new TeamDraft { Id = "mine", Name = "Mine" }, default),
                () => managed.Teams.UpdateAsync(actor, "small", null, new TeamPatch { Models = [] }, default),
                () => managed.Teams.DeleteAsync(actor, "small", null, default),
                () => managed.Users.CreateAsync(actor, new UserDraft { Id = "me", Name = "Me" }, default),
                () => managed.Users.UpdateAsync(actor, "ada", null, new UserPatch { Models = [] }, default),
                () => managed.Users.DeleteAsync(actor, "ada", null, default),
                () => managed.Secrets.SetAsync(actor, "openai", "sk-live-9876543210", null, null, default),
                () => managed.Secrets.DeleteAsync(actor, "openai", null, default),
                () => managed.Secrets.ReencryptAsync(actor, default),
                () => managed.Tokens.CreateAsync(actor, new AdminTokenDraft { Name = "me", Role = AdminRole.Viewer }, default),
                () => managed.Tokens.UpdateAsync(actor, token.Id, null, new AdminTokenPatch { Role = AdminRole.Viewer }, default),
                () => managed.Tokens.DeleteAsync(actor, token.Id, null, default),
            ])
            {
                await ForbiddenAsync(ask);
            }
        }

        (await managed.RecordsAsync()).Count.ShouldBe(before);
    }

    private static Task<ManagementException> ForbiddenAsync(Func<Task> ask, string? field = null) => Managed.ShouldRefuseAsync(ManagementErrorKind.Forbidden, ask, field);

    private static async Task<Managed> WithTeamsAsync(TestStore store)
    {
        var managed = new Managed(store);
        foreach (var (id, models) in ((string, string[])[])[("all", []), ("large", ["large-*"]), ("small", ["small-*"]), ("tiny", ["small-1"])])
        {
            await managed.Teams.CreateAsync(Managed.Admin, new TeamDraft { Id = id, Name = id, Models = models }, default);
        }

        await managed.Users.CreateAsync(Managed.Admin, new UserDraft { Id = "ada", Name = "Ada" }, default);
        return managed;
    }
}
