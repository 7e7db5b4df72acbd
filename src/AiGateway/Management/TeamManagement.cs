using System.Globalization;
using AiGateway.Audit;
using AiGateway.Configuration;
using AiGateway.Storage;

namespace AiGateway.Management;

/// <summary>Makes, changes and deletes the store's teams. Those of the configuration are changed there alone, and their ids are taken.</summary>
internal sealed class TeamManagement(Database database, AuditLog audit, SnapshotStore<GatewayConfig> config, TimeProvider time)
{
    private const string Kind = "team";
    private readonly TeamLookup _teams = new(config);

    /// <summary>The teams of the store, a page of them.</summary>
    public Task<Page<StoredTeam>> ListAsync(TeamFilter filter, PageRequest page, CancellationToken cancellationToken) =>
        database.ReadAsync(session => session.Teams.ListAsync(filter, page), cancellationToken);

    /// <summary>One team of the store.</summary>
    /// <exception cref="ManagementException">There is none with that id.</exception>
    public Task<StoredTeam> GetAsync(string id, CancellationToken cancellationToken) =>
        database.ReadAsync(session => FindAsync(session, id), cancellationToken);

    /// <summary>Makes a team.</summary>
    /// <exception cref="ManagementException">The draft, or the actor's role, does not allow it.</exception>
    public async Task<StoredTeam> CreateAsync(Actor actor, TeamDraft draft, CancellationToken cancellationToken)
    {
        Rights.RequireAdmin(actor, "make teams");
        var now = Clock.Now(time);
        var team = new StoredTeam
        {
            Id = FieldRules.Id("id", draft.Id),
            Name = FieldRules.Name("name", draft.Name),
            Models = FieldRules.Models("models", draft.Models),
            Tags = FieldRules.Tags("tags", draft.Tags),
            Enabled = draft.Enabled,
            CreatedAt = now,
            UpdatedAt = now,
        };
        RequireNotConfigured(team.Id);
        return await audit.ChangeAsync(actor, async (session, trail) =>
        {
            // In another case it would be another team to some readers and the same to others.
            if ((await session.Teams.LoadAsync()).FirstOrDefault(t => t.Id.Equals(team.Id, StringComparison.OrdinalIgnoreCase)) is { } taken)
            {
                throw ManagementException.Conflict($"There is a team `{taken.Id}` already.", "id");
            }

            await session.Teams.InsertAsync(team);
            trail.Add("team.create", Kind, team.Id, before: null, team);
            return team;
        }, cancellationToken);
    }

    /// <summary>Changes a team; a patch that changes nothing writes nothing.</summary>
    /// <exception cref="ManagementException">The patch, or the actor's role, does not allow it.</exception>
    public async Task<StoredTeam> UpdateAsync(Actor actor, string id, long? version, TeamPatch patch, CancellationToken cancellationToken)
    {
        Rights.RequireAdmin(actor, "change teams");
        RequireNotConfigured(id);
        return await audit.ChangeAsync(actor, async (session, trail) =>
        {
            var before = await FindAsync(session, id);
            Versions.Require(Kind, id, before.Version, version);
            var after = before with
            {
                Name = patch.Name is { } name ? FieldRules.Name("name", name) : before.Name,
                Models = patch.Models is { } models ? FieldRules.Models("models", models) : before.Models,
                Tags = patch.Tags is { } tags ? FieldRules.Tags("tags", tags) : before.Tags,
                Enabled = patch.Enabled ?? before.Enabled,
            };
            if (CanonicalJson.AreSame(before, after))
            {
                return before;
            }

            after = after with { UpdatedAt = Clock.Now(time) };
            Versions.RequireDone(await session.Teams.UpdateAsync(after), Kind, id, before.Version);
            after = after with { Version = before.Version + 1 };
            trail.Add("team.update", Kind, id, before, after);
            return after;
        }, cancellationToken);
    }

    /// <summary>Deletes a team that nothing belongs to.</summary>
    /// <exception cref="ManagementException">Keys or users belong to it, or the actor's role does not allow it.</exception>
    public async Task DeleteAsync(Actor actor, string id, long? version, CancellationToken cancellationToken)
    {
        Rights.RequireAdmin(actor, "delete teams");
        await audit.ChangeAsync(actor, async (session, trail) =>
        {
            var before = await FindAsync(session, id);
            Versions.Require(Kind, id, before.Version, version);

            // Where the configuration has taken the id over, they belong to that team.
            if (_teams.InConfiguration(id) is null)
            {
                await RequireUnusedAsync(session, id);
            }

            Versions.RequireDone(await session.Teams.DeleteAsync(id, before.Version), Kind, id, before.Version);
            trail.Add("team.delete", Kind, id, before, after: null);
            return true;
        }, cancellationToken);
    }

    private static async Task<StoredTeam> FindAsync(StoreSession session, string id) =>
        (FieldRules.IsId(id) ? await session.Teams.FindAsync(id) : null) ?? throw ManagementException.NotFound(Kind, AuditText.Clean(id));

    private static async Task RequireUnusedAsync(StoreSession session, string id)
    {
        var keys = await References.CountAsync(page => session.Keys.ListAsync(new KeyFilter { Team = id }, page));
        var users = await References.CountAsync(page => session.Users.ListAsync(new UserFilter { Team = id }, page));
        if (keys + users > 0)
        {
            throw ManagementException.Conflict(string.Create(CultureInfo.InvariantCulture, $"{keys} keys and {users} users belong to the team. Move or delete them first."));
        }
    }

    private void RequireNotConfigured(string id)
    {
        if (_teams.InConfiguration(id) is { } configured)
        {
            throw ManagementException.Conflict($"The configuration has a team `{configured.Id}`, which comes first and is changed there.", "id");
        }
    }
}
