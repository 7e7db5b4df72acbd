using System.Globalization;
using AiGateway.Audit;
using AiGateway.Configuration;
using AiGateway.Storage;

namespace AiGateway.Management;

/// <summary>Makes, changes and deletes users' entries.</summary>
internal sealed class UserManagement(Database database, AuditLog audit, SnapshotStore<GatewayConfig> config, TimeProvider time)
{
    private const string Kind = "user";
    private readonly TeamLookup _teams = new(config);

    /// <summary>The users, a page of them.</summary>
    public Task<Page<StoredUser>> ListAsync(UserFilter filter, PageRequest page, CancellationToken cancellationToken) =>
        database.ReadAsync(session => session.Users.ListAsync(filter, page), cancellationToken);

    /// <summary>One user's entry.</summary>
    /// <exception cref="ManagementException">There is none with that id.</exception>
    public Task<StoredUser> GetAsync(string id, CancellationToken cancellationToken) =>
        database.ReadAsync(session => FindAsync(session, id), cancellationToken);

    /// <summary>Makes an entry.</summary>
    /// <exception cref="ManagementException">The draft, or the actor's role, does not allow it.</exception>
    public async Task<StoredUser> CreateAsync(Actor actor, UserDraft draft, CancellationToken cancellationToken)
    {
        Rights.RequireAdmin(actor, "make users");
        var now = Clock.Now(time);
        var user = new StoredUser
        {
            Id = FieldRules.Id("id", draft.Id),
            Name = FieldRules.Name("name", draft.Name),
            Team = draft.Team,
            Models = FieldRules.Models("models", draft.Models),
            Tags = FieldRules.Tags("tags", draft.Tags),
            Enabled = draft.Enabled,
            CreatedAt = now,
            UpdatedAt = now,
        };
        return await audit.ChangeAsync(actor, async (session, trail) =>
        {
            if ((await session.Users.LoadAsync()).FirstOrDefault(u => u.Id.Equals(user.Id, StringComparison.OrdinalIgnoreCase)) is { } taken)
            {
                throw ManagementException.Conflict($"There is a user `{taken.Id}` already.", "id");
            }

            var made = await InTeamAsync(session, user);
            await session.Users.InsertAsync(made);
            trail.Add("user.create", Kind, made.Id, before: null, made);
            return made;
        }, cancellationToken);
    }

    /// <summary>Changes an entry; a patch that changes nothing writes nothing.</summary>
    /// <exception cref="ManagementException">The patch, or the actor's role, does not allow it.</exception>
    public async Task<StoredUser> UpdateAsync(Actor actor, string id, long? version, UserPatch patch, CancellationToken cancellationToken)
    {
        Rights.RequireAdmin(actor, "change users");
        return await audit.ChangeAsync(actor, async (session, trail) =>
        {
            var before = await FindAsync(session, id);
            Versions.Require(Kind, id, before.Version, version);
            var after = before with
            {
                Name = patch.Name is { } name ? FieldRules.Name("name", name) : before.Name,
                Team = patch.Team is { } team ? team.Value : before.Team,
                Models = patch.Models is { } models ? FieldRules.Models("models", models) : before.Models,
                Tags = patch.Tags is { } tags ? FieldRules.Tags("tags", tags) : before.Tags,
                Enabled = patch.Enabled ?? before.Enabled,
            };
            after = after.Team == before.Team ? after : await InTeamAsync(session, after);
            if (CanonicalJson.AreSame(before, after))
            {
                return before;
            }

            after = after with { UpdatedAt = Clock.Now(time) };
            Versions.RequireDone(await session.Users.UpdateAsync(after), Kind, id, before.Version);
            after = after with { Version = before.Version + 1 };
            trail.Add("user.update", Kind, id, before, after);
            return after;
        }, cancellationToken);
    }

    /// <summary>Deletes an entry that no key belongs to.</summary>
    /// <exception cref="ManagementException">Keys belong to the user, or the actor's role does not allow it.</exception>
    public async Task DeleteAsync(Actor actor, string id, long? version, CancellationToken cancellationToken)
    {
        Rights.RequireAdmin(actor, "delete users");
        await audit.ChangeAsync(actor, async (session, trail) =>
        {
            var before = await FindAsync(session, id);
            Versions.Require(Kind, id, before.Version, version);
            if (await References.CountAsync(page => session.Keys.ListAsync(new KeyFilter { User = id }, page)) is > 0 and var keys)
            {
                throw ManagementException.Conflict(string.Create(CultureInfo.InvariantCulture, $"{keys} keys belong to the user. Move or delete them first."));
            }

            Versions.RequireDone(await session.Users.DeleteAsync(id, before.Version), Kind, id, before.Version);
            trail.Add("user.delete", Kind, id, before, after: null);
            return true;
        }, cancellationToken);
    }

    private static async Task<StoredUser> FindAsync(StoreSession session, string id) =>
        (FieldRules.IsId(id) ? await session.Users.FindAsync(id) : null) ?? throw ManagementException.NotFound(Kind, AuditText.Clean(id));

    private async Task<StoredUser> InTeamAsync(StoreSession session, StoredUser user) =>
        user.Team is null
            ? user
            : user with { Team = (await _teams.FindAsync(session, user.Team))?.Id ?? throw ManagementException.Invalid("team", "There is no team with this id.") };
}
