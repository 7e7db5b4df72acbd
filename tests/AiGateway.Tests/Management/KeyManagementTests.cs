using AiGateway.Configuration;
using AiGateway.Management;
using AiGateway.Secrets;
using AiGateway.Storage;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Management;

/// <summary>A key's life, from being made to being deleted.</summary>
[Collection(PostgresCollection.Name)]
public sealed class KeyManagementTests(PostgresServer server)
{
    [Theory]
    [EveryStore]
    public async Task A_key_is_made_as_drafted_and_its_text_is_in_no_row(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server);
        var managed = new Managed(store);
        await managed.Teams.CreateAsync(Managed.Admin, new TeamDraft { Id = "web", Name = "Web", Models = ["gpt-*"] }, default);
        await managed.Users.CreateAsync(Managed.Admin, new UserDraft { Id = "ada", Name = "Ada" }, default);
        var end = DateTimeOffset.UtcNow.AddDays(30);

        var issued = await managed.Keys.CreateAsync(Managed.Admin, new KeyDraft
        {
            Name = "<b>shop</b>",
            Team = "web",
            User = "ada",
            Tags = ["x", "x", "y"],
            Models = ["gpt-4*"],
            Surfaces = ["chat", "models"],
            Networks = ["10.0.0.0/8", "192.0.2.7"],
            ExpiresAt = end,
            Enabled = false,
        }, default);

        var key = await managed.Keys.GetAsync(issued.Key.Id, default);
        key.Name.ShouldBe("<b>shop</b>");
        key.Team.ShouldBe("web");
        key.User.ShouldBe("ada");
        key.Tags.ShouldBe(["x", "y"]);
        key.Models.ShouldBe(["gpt-4*"]);
        key.Surfaces.ShouldBe(["chat", "models"]);
        key.Networks.ShouldBe(["10.0.0.0/8", "192.0.2.7/32"]);
        key.ExpiresAt.ShouldBe(DateTimeOffset.FromUnixTimeMilliseconds(end.ToUnixTimeMilliseconds()));
        key.Enabled.ShouldBeFalse();
        key.Version.ShouldBe(1);
        TokenText.TryParse(TokenText.VirtualKeyPrefix, issued.Text, out var id).ShouldBeTrue();
        id.ToString().ShouldBe(key.Id);
        key.Digest.ShouldBe(managed.Ring.Digest(KeyPurpose.VirtualKey, key.PepperId, issued.Text));
        issued.ToString().ShouldNotContain(issued.Text[^20..]);
        managed.Notices.ShouldBe(3);
    }

    [Theory]
    [EveryStore]
    public async Task A_patch_changes_what_it_names_and_nothing_else(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server);
        var managed = new Managed(store);
        await managed.Teams.CreateAsync(Managed.Admin, new TeamDraft { Id = "web", Name = "Web" }, default);
        var (made, _) = await managed.Keys.CreateAsync(Managed.Admin, new KeyDraft { Name = "shop", Team = "web", Tags = ["a"], ExpiresAt = DateTimeOffset.UtcNow.AddDays(1) }, default);

        var renamed = await managed.Keys.UpdateAsync(Managed.Admin, made.Id, 1, new KeyPatch { Name = "store" }, default);
        (renamed.Name, renamed.Team, renamed.Version).ShouldBe(("store", "web", 2));
        renamed.Tags.ShouldBe(["a"]);
        renamed.ExpiresAt.ShouldBe(made.ExpiresAt);

        var cleared = await managed.Keys.UpdateAsync(
            Managed.Admin, made.Id, null, new KeyPatch { Team = new Change<string?>(null), ExpiresAt = new Change<DateTimeOffset?>(null), Tags = [] }, default);
        cleared.Team.ShouldBeNull();
        cleared.ExpiresAt.ShouldBeNull();
        cleared.Tags.ShouldBeEmpty();
        (await managed.Keys.GetAsync(made.Id, default)).Version.ShouldBe(3);
    }

    [Theory]
    [EveryStore]
    public async Task A_patch_that_changes_nothing_writes_nothing(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server);
        var managed = new Managed(store);
        var (made, _) = await managed.Keys.CreateAsync(Managed.Admin, new KeyDraft { Name = "shop", Tags = ["a"], Models = ["m"] }, default);

        var same = await managed.Keys.UpdateAsync(Managed.Admin, made.Id, 1, new KeyPatch { Name = " shop ", Tags = ["a", "a"], Models = ["m"], Enabled = true, Team = new Change<string?>(null) }, default);

        same.Version.ShouldBe(1);
        (await managed.RecordsAsync()).Count.ShouldBe(1);
        managed.Notices.ShouldBe(1);
    }

    [Theory]
    [EveryStore]
    public async Task Of_two_editors_the_second_learns_of_the_first(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server);
        var managed = new Managed(store);
        var (key, _) = await managed.Keys.CreateAsync(Managed.Admin, new KeyDraft { Name = "shop" }, default);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
        {
            try
            {
                await managed.Keys.UpdateAsync(Managed.Admin, key.Id, 1, new KeyPatch { Name = $"name {i}" }, default);
                return true;
            }
            catch (ManagementException exception) when (exception.Kind == ManagementErrorKind.VersionMismatch)
            {
                return false;
            }
        })));

        outcomes.Count(isDone => isDone).ShouldBe(1);
        (await managed.Keys.GetAsync(key.Id, default)).Version.ShouldBe(2);
        await Managed.ShouldRefuseAsync(ManagementErrorKind.VersionMismatch, () => managed.Keys.RotateAsync(Managed.Admin, key.Id, 1, TimeSpan.Zero, default));
        await Managed.ShouldRefuseAsync(ManagementErrorKind.VersionMismatch, () => managed.Keys.RevokeAsync(Managed.Admin, key.Id, 1, default));
        await Managed.ShouldRefuseAsync(ManagementErrorKind.VersionMismatch, () => managed.Keys.DeleteAsync(Managed.Admin, key.Id, 1, default));
        (await managed.ShouldVerifyAsync()).Records.ShouldBe(2);
    }

    [Theory]
    [EveryStore]
    public async Task Rotation_keeps_the_id_and_for_a_time_the_text_before(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server);
        var managed = new Managed(store);
        var first = await managed.Keys.CreateAsync(Managed.Admin, new KeyDraft { Name = "shop" }, default);

        var second = await managed.Keys.RotateAsync(Managed.Operator, first.Key.Id, null, TimeSpan.FromDays(30), default);
        second.Key.Id.ShouldBe(first.Key.Id);
        second.Text.ShouldNotBe(first.Text);
        second.Key.PreviousDigest.ShouldBe(first.Key.Digest);
        second.Key.PreviousUntil!.Value.ShouldBe(DateTimeOffset.UtcNow.AddDays(30), TimeSpan.FromMinutes(1));

        var third = await managed.Keys.RotateAsync(Managed.Operator, first.Key.Id, null, TimeSpan.FromHours(1), default);
        third.Key.PreviousDigest.ShouldBe(second.Key.Digest, "only the last one counts beside the new one");

        var fourth = await managed.Keys.RotateAsync(Managed.Operator, first.Key.Id, null, TimeSpan.Zero, default);
        (fourth.Key.PreviousDigest, fourth.Key.PreviousPepperId, fourth.Key.PreviousUntil).ShouldBe((null, null, null));
        var kept = await managed.Keys.GetAsync(first.Key.Id, default);
        kept.Digest.ShouldBe(fourth.Key.Digest);
        kept.Version.ShouldBe(4);

        foreach (var overlap in (TimeSpan[])[TimeSpan.FromTicks(-1), TimeSpan.FromDays(30) + TimeSpan.FromTicks(1), TimeSpan.MaxValue])
        {
            await Managed.ShouldRefuseAsync(ManagementErrorKind.Invalid, () => managed.Keys.RotateAsync(Managed.Operator, first.Key.Id, null, overlap, default), "overlap");
        }
    }

    [Theory]
    [EveryStore]
    public async Task Revoking_is_final(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server);
        var managed = new Managed(store);
        var (key, _) = await managed.Keys.CreateAsync(Managed.Admin, new KeyDraft { Name = "shop" }, default);
        await managed.Keys.RotateAsync(Managed.Admin, key.Id, null, TimeSpan.FromDays(1), default);

        var revoked = await managed.Keys.RevokeAsync(Managed.Operator, key.Id, null, default);
        revoked.RevokedAt.ShouldNotBeNull();
        revoked.Enabled.ShouldBeFalse();
        revoked.PreviousDigest.ShouldBeNull("the text before must not outlive the key");
        var again = await managed.Keys.RevokeAsync(Managed.Operator, key.Id, 1, default);
        (again.RevokedAt, again.Version).ShouldBe((revoked.RevokedAt, revoked.Version));
        (await managed.RecordsAsync()).Count.ShouldBe(3);

        await Managed.ShouldRefuseAsync(ManagementErrorKind.Conflict, () => managed.Keys.UpdateAsync(Managed.Admin, key.Id, null, new KeyPatch { Enabled = true }, default));
        await Managed.ShouldRefuseAsync(ManagementErrorKind.Conflict, () => managed.Keys.RotateAsync(Managed.Admin, key.Id, null, TimeSpan.Zero, default));
        await managed.Keys.DeleteAsync(Managed.Admin, key.Id, revoked.Version, default);
        await Managed.ShouldRefuseAsync(ManagementErrorKind.NotFound, () => managed.Keys.GetAsync(key.Id, default));
        await Managed.ShouldRefuseAsync(ManagementErrorKind.NotFound, () => managed.Keys.DeleteAsync(Managed.Admin, key.Id, null, default));
    }

    [Theory]
    [EveryStore]
    public async Task What_cannot_be_is_refused_with_its_field_and_leaves_no_trace(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server);
        var managed = new Managed(store, options: new GatewayOptions { Teams = new Dictionary<string, TeamOptions>(StringComparer.OrdinalIgnoreCase) { ["Ops"] = new() { Id = "Ops", Models = ["ops-*"] } } });
        await managed.Users.CreateAsync(Managed.Admin, new UserDraft { Id = "ada", Name = "Ada", Models = ["small-*"] }, default);
        var draft = new KeyDraft { Name = "shop" };
        (KeyDraft Draft, string Field)[] wrong =
        [
            (draft with { Name = "" }, "name"),
            (draft with { Name = "a\r\nb" }, "name"),
            (draft with { Team = "nobody" }, "team"),
            (draft with { Team = "x\0y" }, "team"),
            (draft with { Team = "" }, "team"),
            (draft with { User = "nobody" }, "user"),
            (draft with { User = "'; DROP TABLE users" }, "user"),
            (draft with { Tags = ["a,b"] }, "tags"),
            (draft with { Models = ["a*b*c"] }, "models"),
            (draft with { Team = "ops", Models = ["gpt-4o"] }, "models"),
            (draft with { User = "ada", Models = ["gpt-4o"] }, "models"),
            (draft with { Surfaces = ["everything"] }, "surfaces"),
            (draft with { Networks = ["10.1.2.3/8"] }, "networks"),
            (draft with { ExpiresAt = DateTimeOffset.UtcNow.AddSeconds(-1) }, "expiresAt"),
        ];

        foreach (var (bad, field) in wrong)
        {
            await Managed.ShouldRefuseAsync(ManagementErrorKind.Invalid, () => managed.Keys.CreateAsync(Managed.Admin, bad, default), field);
        }

        (await managed.Keys.ListAsync(new KeyFilter(), new PageRequest(10, null), default)).Items.ShouldBeEmpty();
        (await managed.RecordsAsync()).Count.ShouldBe(1);
        var (inOps, _) = await managed.Keys.CreateAsync(Managed.Admin, draft with { Team = "OPS", Models = ["ops-small"] }, default);
        inOps.Team.ShouldBe("Ops", "as the configuration writes it");
        await Managed.ShouldRefuseAsync(
            ManagementErrorKind.Invalid, () => managed.Keys.UpdateAsync(Managed.Admin, inOps.Id, null, new KeyPatch { Models = ["gpt-4o"] }, default), "models");
        await Managed.ShouldRefuseAsync(
            ManagementErrorKind.Invalid, () => managed.Keys.UpdateAsync(Managed.Admin, inOps.Id, null, new KeyPatch { User = "ada" }, default), "models");
    }

    [Theory]
    [EveryStore]
    public async Task A_key_of_a_team_that_was_narrowed_can_still_be_renamed(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server);
        var managed = new Managed(store);
        await managed.Teams.CreateAsync(Managed.Admin, new TeamDraft { Id = "web", Name = "Web", Models = ["gpt-*"] }, default);
        var (key, _) = await managed.Keys.CreateAsync(Managed.Admin, new KeyDraft { Name = "shop", Team = "web", Models = ["gpt-4o"] }, default);
        await managed.Teams.UpdateAsync(Managed.Admin, "web", null, new TeamPatch { Models = ["gpt-3*"] }, default);

        (await managed.Keys.UpdateAsync(Managed.Operator, key.Id, null, new KeyPatch { Name = "store" }, default)).Models.ShouldBe(["gpt-4o"]);
        await Managed.ShouldRefuseAsync(
            ManagementErrorKind.Invalid, () => managed.Keys.UpdateAsync(Managed.Operator, key.Id, null, new KeyPatch { Models = ["gpt-4o", "gpt-3.5"] }, default), "models");
    }
}
