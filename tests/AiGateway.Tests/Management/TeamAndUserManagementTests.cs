using AiGateway.Configuration;
using AiGateway.Management;
using AiGateway.Storage;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Management;

/// <summary>Teams and users: made, changed, and deleted only when nothing needs them.</summary>
[Collection(PostgresCollection.Name)]
public sealed class TeamAndUserManagementTests(PostgresServer server)
{
    [Theory]
    [EveryStore]
    public async Task They_are_made_changed_listed_and_deleted(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server);
        var managed = new Managed(store);
        await managed.Teams.CreateAsync(Managed.Admin, new TeamDraft { Id = "web", Name = "<i>Web</i>", Models = ["gpt-*"], Tags = ["t"], Enabled = false }, default);
        await managed.Users.CreateAsync(Managed.Admin, new UserDraft { Id = "ada", Name = "Ada", Team = "web", Models = ["m"], Tags = ["u"] }, default);

        var team = await managed.Teams.UpdateAsync(Managed.Admin, "web", 1, new TeamPatch { Enabled = true }, default);
        (team.Name, team.Enabled, team.Version).ShouldBe(("<i>Web</i>", true, 2));
        var user = await managed.Users.UpdateAsync(Managed.Admin, "ada", 1, new UserPatch { Team = new Change<string?>(null), Name = "Ada L." }, default);
        (user.Name, user.Team, user.Version).ShouldBe(("Ada L.", null, 2));

        (await managed.Teams.UpdateAsync(Managed.Admin, "web", 2, new TeamPatch { Name = "<i>Web</i>" }, default)).Version.ShouldBe(2);
        (await managed.Users.UpdateAsync(Managed.Admin, "ada", 2, new UserPatch(), default)).Version.ShouldBe(2);
        await Managed.ShouldRefuseAsync(ManagementErrorKind.VersionMismatch, () => managed.Teams.UpdateAsync(Managed.Admin, "web", 1, new TeamPatch { Name = "x" }, default));
        await Managed.ShouldRefuseAsync(ManagementErrorKind.VersionMismatch, () => managed.Users.DeleteAsync(Managed.Admin, "ada", 1, default));

        (await managed.Teams.ListAsync(new TeamFilter { Search = "we" }, new PageRequest(10, null), default)).Items.Single().Models.ShouldBe(["gpt-*"]);
        (await managed.Users.ListAsync(new UserFilter(), new PageRequest(10, null), default)).Items.Single().Tags.ShouldBe(["u"]);
        await managed.Users.DeleteAsync(Managed.Admin, "ada", 2, default);
        await managed.Teams.DeleteAsync(Managed.Admin, "web", 2, default);
        await Managed.ShouldRefuseAsync(ManagementErrorKind.NotFound, () => managed.Teams.GetAsync("web", default));
        await Managed.ShouldRefuseAsync(ManagementErrorKind.NotFound, () => managed.Users.GetAsync("ada", default));
        await Managed.ShouldRefuseAsync(ManagementErrorKind.NotFound, () => managed.Users.GetAsync("a\0da", default));
        (await managed.RecordsAsync()).Select(r => r.Action).ShouldBe(["team.create", "user.create", "team.update", "user.update", "user.delete", "team.delete"]);
    }

    [Theory]
    [EveryStore]
    public async Task An_id_is_taken_in_any_case_here_and_in_the_configuration(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server);
        var managed = new Managed(store, options: WithTeam("ops"));
        await managed.Teams.CreateAsync(Managed.Admin, new TeamDraft { Id = "web", Name = "Web" }, default);
        await managed.Users.CreateAsync(Managed.Admin, new UserDraft { Id = "ada", Name = "Ada" }, default);

        await Managed.ShouldRefuseAsync(ManagementErrorKind.Conflict, () => managed.Teams.CreateAsync(Managed.Admin, new TeamDraft { Id = "WEB", Name = "Web" }, default), "id");
        await Managed.ShouldRefuseAsync(ManagementErrorKind.Conflict, () => managed.Teams.CreateAsync(Managed.Admin, new TeamDraft { Id = "Ops", Name = "Ops" }, default), "id");
        await Managed.ShouldRefuseAsync(ManagementErrorKind.Conflict, () => managed.Users.CreateAsync(Managed.Admin, new UserDraft { Id = "Ada", Name = "Ada" }, default), "id");
        await Managed.ShouldRefuseAsync(ManagementErrorKind.Invalid, () => managed.Users.CreateAsync(Managed.Admin, new UserDraft { Id = "eve", Name = "Eve", Team = "none" }, default), "team");
        (await managed.Users.CreateAsync(Managed.Admin, new UserDraft { Id = "eve", Name = "Eve", Team = "OPS" }, default)).Team.ShouldBe("ops");
    }

    [Theory]
    [EveryStore]
    public async Task What_the_configuration_has_taken_over_is_changed_there_alone(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server);
        var managed = new Managed(store);
        await managed.Teams.CreateAsync(Managed.Admin, new TeamDraft { Id = "web", Name = "Web", Models = ["a-*"] }, default);
        await managed.Keys.CreateAsync(Managed.Admin, new KeyDraft { Name = "shop", Team = "web" }, default);

        managed.Reload(WithTeam("web", "b-*"));
        await Managed.ShouldRefuseAsync(ManagementErrorKind.Conflict, () => managed.Teams.UpdateAsync(Managed.Admin, "web", null, new TeamPatch { Name = "x" }, default), "id");
        await Managed.ShouldRefuseAsync(
            ManagementErrorKind.Invalid, () => managed.Keys.CreateAsync(Managed.Admin, new KeyDraft { Name = "shop", Team = "web", Models = ["a-1"] }, default), "models");
        await managed.Keys.CreateAsync(Managed.Admin, new KeyDraft { Name = "shop", Team = "web", Models = ["b-1"] }, default);
        await managed.Teams.DeleteAsync(Managed.Admin, "web", null, default);
    }

    [Theory]
    [EveryStore]
    public async Task What_others_belong_to_stays_and_says_how_many(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server);
        var managed = new Managed(store);
        await managed.Teams.CreateAsync(Managed.Admin, new TeamDraft { Id = "web", Name = "Web" }, default);
        await managed.Users.CreateAsync(Managed.Admin, new UserDraft { Id = "ada", Name = "Ada", Team = "web" }, default);
        var keys = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            keys.Add((await managed.Keys.CreateAsync(Managed.Admin, new KeyDraft { Name = "shop", Team = "web", User = "ada" }, default)).Key.Id);
        }

        var ofTeam = await Managed.ShouldRefuseAsync(ManagementErrorKind.Conflict, () => managed.Teams.DeleteAsync(Managed.Admin, "web", null, default));
        ofTeam.Message.ShouldContain("3 keys and 1 users");
        var ofUser = await Managed.ShouldRefuseAsync(ManagementErrorKind.Conflict, () => managed.Users.DeleteAsync(Managed.Admin, "ada", null, default));
        ofUser.Message.ShouldContain("3 keys");

        foreach (var id in keys)
        {
            await managed.Keys.DeleteAsync(Managed.Admin, id, null, default);
        }

        await managed.Users.DeleteAsync(Managed.Admin, "ada", null, default);
        await managed.Teams.DeleteAsync(Managed.Admin, "web", null, default);
    }

    private static GatewayOptions WithTeam(string id, params string[] models) => new()
    {
        Teams = new Dictionary<string, TeamOptions>(StringComparer.OrdinalIgnoreCase) { [id] = new() { Id = id, Models = models } },
    };
}
