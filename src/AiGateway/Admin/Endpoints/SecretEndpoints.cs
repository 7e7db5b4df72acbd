using AiGateway.Admin.Answers;
using AiGateway.Admin.Bodies;
using AiGateway.Management;
using AiGateway.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AiGateway.Admin.Endpoints;

/// <summary>The providers' secrets, which can be written and never read.</summary>
internal static class SecretEndpoints
{
    private const string Tag = "secrets";

    /// <summary>Maps <c>/admin/secrets</c> and what is below it.</summary>
    public static void MapSecrets(this IEndpointRouteBuilder routes)
    {
        var secrets = routes.MapGroup("/secrets");
        secrets.MapGet("", ListAsync).For(
            AdminPolicies.Viewer,
            "listSecrets",
            "Lists the secrets by name, without what they hold",
            Tag,
            QueryParameter.Limit,
            QueryParameter.After,
            QueryParameter.Text("search", "With this text in the name."));
        secrets.MapGet("/{name}", GetAsync).For(AdminPolicies.Viewer, "getSecret", "Tells about a secret, without what it holds", Tag);
        secrets.MapPut("/{name}", SetAsync).For(AdminPolicies.Admin, "setSecret", "Sets a secret, new or in place of the one there is, which If-Match must then name", Tag).OfVersion(required: false);
        secrets.MapDelete("/{name}", DeleteAsync).For(AdminPolicies.Admin, "deleteSecret", "Deletes a secret that the configuration does not refer to", Tag).OfVersion();
        secrets.MapPost("/reencrypt", ReencryptAsync).For(AdminPolicies.Admin, "reencryptSecrets", "Encrypts all secrets anew under the master key in force", Tag);
    }

    private static async Task<PageAnswer<SecretAnswer>> ListAsync(HttpContext context, SecretManagement secrets, CancellationToken cancellationToken)
    {
        var query = new AdminQuery(context);
        return StoredThings.Of(await secrets.ListAsync(new SecretFilter { Search = query.Text("search") }, query.Page, cancellationToken), StoredThings.Of);
    }

    private static async Task<SecretAnswer> GetAsync(string name, HttpContext context, SecretManagement secrets, CancellationToken cancellationToken) =>
        Tell(context, await secrets.GetAsync(name, cancellationToken));

    private static async Task<SecretAnswer> SetAsync(string name, SecretBody body, HttpContext context, SecretManagement secrets, AdminWrite write, CancellationToken cancellationToken)
    {
        AdminWrite.Check(context, "secret", body);
        var names = context.Request.Headers.IfMatch.Count > 0;
        try
        {
            // Version 0 is that of a secret that is not there yet.
            var version = names ? Versions.Optional(context) : 0;
            return Tell(context, await write.DoneAsync(() => secrets.SetAsync(AdminRequest.ActorOf(context), name, body.Value, body.Note, version, cancellationToken), cancellationToken));
        }
        catch (ManagementException exception) when (exception.Kind == ManagementErrorKind.VersionMismatch && !names)
        {
            throw Versions.Missing();
        }
    }

    private static async Task<NoContent> DeleteAsync(string name, HttpContext context, SecretManagement secrets, AdminWrite write, CancellationToken cancellationToken)
    {
        await write.DoneAsync(() => secrets.DeleteAsync(AdminRequest.ActorOf(context), name, Versions.Required(context), cancellationToken), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<ReencryptAnswer> ReencryptAsync(HttpContext context, SecretManagement secrets, AdminWrite write, CancellationToken cancellationToken)
    {
        var done = await write.DoneAsync(() => secrets.ReencryptAsync(AdminRequest.ActorOf(context), cancellationToken), cancellationToken);
        return new ReencryptAnswer(done.Done, done.Unreadable);
    }

    private static SecretAnswer Tell(HttpContext context, StoredSecret secret)
    {
        Versions.Tell(context, secret.Version);
        return StoredThings.Of(secret);
    }
}
