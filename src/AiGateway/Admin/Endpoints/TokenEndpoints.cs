using AiGateway.Admin.Answers;
using AiGateway.Admin.Bodies;
using AiGateway.Management;
using AiGateway.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AiGateway.Admin.Endpoints;

/// <summary>The admin tokens themselves.</summary>
internal static class TokenEndpoints
{
    private const string Tag = "tokens";
    private const string Thing = "token";

    /// <summary>Maps <c>/admin/tokens</c> and what is below it.</summary>
    public static void MapTokens(this IEndpointRouteBuilder routes)
    {
        var tokens = routes.MapGroup("/tokens");
        tokens.MapGet("", ListAsync).For(
            AdminPolicies.Viewer,
            "listTokens",
            "Lists the admin tokens",
            Tag,
            QueryParameter.Limit,
            QueryParameter.After,
            QueryParameter.Text("role", "With this role alone: viewer, operator or admin."),
            QueryParameter.Bool("enabled", "Those that are on, or those that are off."),
            QueryParameter.Text("search", "With this text in the id or the name."));
        tokens.MapGet("/{id}", GetAsync).For(AdminPolicies.Viewer, "getToken", "Tells all about an admin token but the token itself", Tag);
        tokens.MapPost("", CreateAsync).For(AdminPolicies.Admin, "createToken", "Makes an admin token and shows it once", Tag);
        tokens.MapPatch("/{id}", UpdateAsync).For(AdminPolicies.Admin, "updateToken", "Changes the fields that the body has; never so that no admin is left", Tag).OfVersion();
        tokens.MapDelete("/{id}", DeleteAsync).For(AdminPolicies.Admin, "deleteToken", "Deletes an admin token; never the last admin's", Tag).OfVersion();
    }

    private static async Task<PageAnswer<TokenAnswer>> ListAsync(HttpContext context, AdminTokenManagement tokens, CancellationToken cancellationToken)
    {
        var query = new AdminQuery(context);
        var filter = new AdminTokenFilter { Role = RoleOf(query.Text("role")), Enabled = query.Bool("enabled"), Search = query.Text("search") };
        return StoredThings.Of(await tokens.ListAsync(filter, query.Page, cancellationToken), StoredThings.Of);
    }

    private static async Task<TokenAnswer> GetAsync(string id, HttpContext context, AdminTokenManagement tokens, CancellationToken cancellationToken) =>
        Tell(context, await tokens.GetAsync(id, cancellationToken));

    private static async Task<Created<IssuedTokenAnswer>> CreateAsync(
        NewTokenBody body, HttpContext context, AdminTokenManagement tokens, AdminWrite write, CancellationToken cancellationToken)
    {
        AdminWrite.Check(context, Thing, body);
        var draft = new AdminTokenDraft { Name = body.Name, Role = body.Role, ExpiresAt = body.ExpiresAt };
        var issued = await write.DoneAsync(() => tokens.CreateAsync(AdminRequest.ActorOf(context), draft, cancellationToken), cancellationToken);
        return TypedResults.Created($"{AdminEndpoints.Prefix}/tokens/{issued.Token.Id}", new IssuedTokenAnswer(Tell(context, issued.Token), issued.Text));
    }

    private static async Task<TokenAnswer> UpdateAsync(string id, TokenBody body, HttpContext context, AdminTokenManagement tokens, AdminWrite write, CancellationToken cancellationToken)
    {
        AdminWrite.Check(context, Thing, body);
        var patch = new AdminTokenPatch
        {
            Name = body.Has(nameof(body.Name)) ? body.Name : null,
            Role = body.Has(nameof(body.Role)) ? body.Role : null,
            ExpiresAt = body.ChangeOf(nameof(body.ExpiresAt), body.ExpiresAt),
            Enabled = body.Has(nameof(body.Enabled)) ? body.Enabled : null,
        };
        return Tell(context, await write.DoneAsync(() => tokens.UpdateAsync(AdminRequest.ActorOf(context), id, Versions.Required(context), patch, cancellationToken), cancellationToken));
    }

    private static async Task<NoContent> DeleteAsync(string id, HttpContext context, AdminTokenManagement tokens, AdminWrite write, CancellationToken cancellationToken)
    {
        await write.DoneAsync(() => tokens.DeleteAsync(AdminRequest.ActorOf(context), id, Versions.Required(context), cancellationToken), cancellationToken);
        return TypedResults.NoContent();
    }

    private static AdminRole? RoleOf(string? text) => text switch
    {
        null => null,
        AdminPolicies.Viewer => AdminRole.Viewer,
        AdminPolicies.Operator => AdminRole.Operator,
        AdminPolicies.Admin => AdminRole.Admin,
        _ => throw new AdminProblemException(ProblemKind.Invalid, "A role is viewer, operator or admin.", "role"),
    };

    private static TokenAnswer Tell(HttpContext context, StoredAdminToken token)
    {
        Versions.Tell(context, token.Version);
        return StoredThings.Of(token);
    }
}
