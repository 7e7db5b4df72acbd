using AiGateway.Admin.Answers;
using AiGateway.Admin.Bodies;
using AiGateway.Management;
using AiGateway.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AiGateway.Admin.Endpoints;

/// <summary>The users.</summary>
internal static class UserEndpoints
{
    private const string Tag = "users";
    private const string Thing = "user";

    /// <summary>Maps <c>/admin/users</c> and what is below it.</summary>
    public static void MapUsers(this IEndpointRouteBuilder routes)
    {
        var users = routes.MapGroup("/users");
        users.MapGet("", ListAsync).For(
            AdminPolicies.Viewer,
            "listUsers",
            "Lists the users",
            Tag,
            QueryParameter.Limit,
            QueryParameter.After,
            QueryParameter.Text("team", "Of this team alone."),
            QueryParameter.Bool("enabled", "Those that are on, or those that are off."),
            QueryParameter.Text("search", "With this text in the id or the name."));
        users.MapGet("/{id}", GetAsync).For(AdminPolicies.Viewer, "getUser", "Tells all about a user", Tag);
        users.MapPost("", CreateAsync).For(AdminPolicies.Admin, "createUser", "Makes a user's entry", Tag);
        users.MapPatch("/{id}", UpdateAsync).For(AdminPolicies.Admin, "updateUser", "Changes the fields that the body has; the user's keys follow at once", Tag).OfVersion();
        users.MapDelete("/{id}", DeleteAsync).For(AdminPolicies.Admin, "deleteUser", "Deletes a user's entry that no key belongs to", Tag).OfVersion();
    }

    private static async Task<PageAnswer<UserAnswer>> ListAsync(HttpContext context, UserManagement users, CancellationToken cancellationToken)
    {
        var query = new AdminQuery(context);
        var filter = new UserFilter { Team = query.Text("team"), Enabled = query.Bool("enabled"), Search = query.Text("search") };
        return StoredThings.Of(await users.ListAsync(filter, query.Page, cancellationToken), StoredThings.Of);
    }

    private static async Task<UserAnswer> GetAsync(string id, HttpContext context, UserManagement users, CancellationToken cancellationToken) =>
        Tell(context, await users.GetAsync(id, cancellationToken));

    private static async Task<Created<UserAnswer>> CreateAsync(NewUserBody body, HttpContext context, UserManagement users, AdminWrite write, CancellationToken cancellationToken)
    {
        AdminWrite.Check(context, Thing, body);
        var draft = new UserDraft
        {
            Id = body.Id,
            Name = body.Has(nameof(body.Name)) ? body.Name : body.Id,
            Team = body.Team,
            Models = body.Models,
            Tags = body.Tags,
            Enabled = body.Enabled,
        };
        var user = Tell(context, await write.DoneAsync(() => users.CreateAsync(AdminRequest.ActorOf(context), draft, cancellationToken), cancellationToken));
        return TypedResults.Created($"{AdminEndpoints.Prefix}/users/{Uri.EscapeDataString(user.Id)}", user);
    }

    private static async Task<UserAnswer> UpdateAsync(string id, UserBody body, HttpContext context, UserManagement users, AdminWrite write, CancellationToken cancellationToken)
    {
        AdminWrite.Check(context, Thing, body);
        var patch = new UserPatch
        {
            Name = body.Has(nameof(body.Name)) ? body.Name : null,
            Team = body.ChangeOf(nameof(body.Team), body.Team),
            Models = body.Has(nameof(body.Models)) ? body.Models : null,
            Tags = body.Has(nameof(body.Tags)) ? body.Tags : null,
            Enabled = body.Has(nameof(body.Enabled)) ? body.Enabled : null,
        };
        return Tell(context, await write.DoneAsync(() => users.UpdateAsync(AdminRequest.ActorOf(context), id, Versions.Required(context), patch, cancellationToken), cancellationToken));
    }

    private static async Task<NoContent> DeleteAsync(string id, HttpContext context, UserManagement users, AdminWrite write, CancellationToken cancellationToken)
    {
        await write.DoneAsync(() => users.DeleteAsync(AdminRequest.ActorOf(context), id, Versions.Required(context), cancellationToken), cancellationToken);
        return TypedResults.NoContent();
    }

    private static UserAnswer Tell(HttpContext context, StoredUser user)
    {
        Versions.Tell(context, user.Version);
        return StoredThings.Of(user);
    }
}
