using AiGateway.Admin.Answers;
using AiGateway.Admin.Bodies;
using AiGateway.Configuration;
using AiGateway.Management;
using AiGateway.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AiGateway.Admin.Endpoints;

/// <summary>The teams.</summary>
internal static class TeamEndpoints
{
    private const string Tag = "teams";
    private const string Thing = "team";

    /// <summary>Maps <c>/admin/teams</c> and what is below it.</summary>
    public static void MapTeams(this IEndpointRouteBuilder routes)
    {
        var teams = routes.MapGroup("/teams");
        teams.MapGet("", ListAsync).For(
            AdminPolicies.Viewer,
            "listTeams",
            "Lists the teams, those of the configuration first",
            Tag,
            QueryParameter.Limit,
            QueryParameter.After,
            QueryParameter.Bool("enabled", "Those that are on, or those that are off."),
            QueryParameter.Text("search", "With this text in the id or the name."));
        teams.MapGet("/{id}", GetAsync).For(AdminPolicies.Viewer, "getTeam", "Tells all about a team", Tag);
        teams.MapPost("", CreateAsync).For(AdminPolicies.Admin, "createTeam", "Makes a team", Tag);
        teams.MapPatch("/{id}", UpdateAsync).For(AdminPolicies.Admin, "updateTeam", "Changes the fields that the body has; its keys follow at once", Tag).OfVersion();
        teams.MapDelete("/{id}", DeleteAsync).For(AdminPolicies.Admin, "deleteTeam", "Deletes a team that no key and no user belongs to", Tag).OfVersion();
    }

    private static Task<PageAnswer<TeamAnswer>> ListAsync(HttpContext context, TeamManagement teams, SnapshotStore<GatewayConfig> store, CancellationToken cancellationToken)
    {
        var query = new AdminQuery(context);
        var filter = new TeamFilter { Enabled = query.Bool("enabled"), Search = query.Text("search") };
        return MixedPage.ReadAsync(
            query.Page, ConfiguredThings.Teams(store.Current, filter), static team => team.Id, page => teams.ListAsync(filter, page, cancellationToken), StoredThings.Of);
    }

    private static async Task<TeamAnswer> GetAsync(string id, HttpContext context, TeamManagement teams, SnapshotStore<GatewayConfig> store, CancellationToken cancellationToken) =>
        ConfiguredThings.Team(store.Current, id) ?? Tell(context, await teams.GetAsync(id, cancellationToken));

    private static async Task<Created<TeamAnswer>> CreateAsync(NewTeamBody body, HttpContext context, TeamManagement teams, AdminWrite write, CancellationToken cancellationToken)
    {
        AdminWrite.Check(context, Thing, body);
        var draft = new TeamDraft
        {
            Id = body.Id,
            Name = body.Has(nameof(body.Name)) ? body.Name : body.Id,
            Models = body.Models,
            Tags = body.Tags,
            Enabled = body.Enabled,
        };
        var team = Tell(context, await write.DoneAsync(() => teams.CreateAsync(AdminRequest.ActorOf(context), draft, cancellationToken), cancellationToken));
        return TypedResults.Created($"{AdminEndpoints.Prefix}/teams/{Uri.EscapeDataString(team.Id)}", team);
    }

    private static async Task<TeamAnswer> UpdateAsync(
        string id, TeamBody body, HttpContext context, TeamManagement teams, SnapshotStore<GatewayConfig> store, AdminWrite write, CancellationToken cancellationToken)
    {
        AdminWrite.Check(context, Thing, body);
        ConfiguredThings.RefuseTeam(store.Current, id);
        var patch = new TeamPatch
        {
            Name = body.Has(nameof(body.Name)) ? body.Name : null,
            Models = body.Has(nameof(body.Models)) ? body.Models : null,
            Tags = body.Has(nameof(body.Tags)) ? body.Tags : null,
            Enabled = body.Has(nameof(body.Enabled)) ? body.Enabled : null,
        };
        return Tell(context, await write.DoneAsync(() => teams.UpdateAsync(AdminRequest.ActorOf(context), id, Versions.Required(context), patch, cancellationToken), cancellationToken));
    }

    private static async Task<NoContent> DeleteAsync(
        string id, HttpContext context, TeamManagement teams, SnapshotStore<GatewayConfig> store, AdminWrite write, CancellationToken cancellationToken)
    {
        ConfiguredThings.RefuseTeam(store.Current, id);
        await write.DoneAsync(() => teams.DeleteAsync(AdminRequest.ActorOf(context), id, Versions.Required(context), cancellationToken), cancellationToken);
        return TypedResults.NoContent();
    }

    private static TeamAnswer Tell(HttpContext context, StoredTeam team)
    {
        Versions.Tell(context, team.Version);
        return StoredThings.Of(team);
    }
}
