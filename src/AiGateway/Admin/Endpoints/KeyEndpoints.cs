using AiGateway.Admin.Answers;
using AiGateway.Admin.Bodies;
using AiGateway.Configuration;
using AiGateway.Management;
using AiGateway.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AiGateway.Admin.Endpoints;

/// <summary>The virtual keys.</summary>
internal static class KeyEndpoints
{
    private const string Tag = "keys";
    private const string Thing = "key";

    /// <summary>Maps <c>/admin/keys</c> and what is below it.</summary>
    public static void MapKeys(this IEndpointRouteBuilder routes)
    {
        var keys = routes.MapGroup("/keys");
        keys.MapGet("", ListAsync).For(
            AdminPolicies.Viewer,
            "listKeys",
            "Lists the virtual keys, those of the configuration first",
            Tag,
            QueryParameter.Limit,
            QueryParameter.After,
            QueryParameter.Text("team", "Of this team alone."),
            QueryParameter.Text("user", "Of this user alone."),
            QueryParameter.Text("tag", "With this tag alone."),
            QueryParameter.Bool("enabled", "Those that are on, or those that are off."),
            QueryParameter.Bool("revoked", "Those that are revoked, or those that are not."),
            QueryParameter.Text("search", "With this text in the id or the name."));
        keys.MapGet("/{id}", GetAsync).For(AdminPolicies.Viewer, "getKey", "Tells all about a virtual key but the key itself", Tag);
        keys.MapPost("", CreateAsync).For(AdminPolicies.Operator, "createKey", "Makes a virtual key and shows it once", Tag);
        keys.MapPatch("/{id}", UpdateAsync).For(AdminPolicies.Operator, "updateKey", "Changes the fields that the body has", Tag).OfVersion();
        keys.MapPost("/{id}/rotate", RotateAsync).For(AdminPolicies.Operator, "rotateKey", "Makes a new text for a key and shows it once; the one before is accepted for a while", Tag).OfVersion(required: false);
        keys.MapPost("/{id}/revoke", RevokeAsync).For(AdminPolicies.Operator, "revokeKey", "Revokes a key for good, on every replica", Tag).OfVersion(required: false);
        keys.MapDelete("/{id}", DeleteAsync).For(AdminPolicies.Admin, "deleteKey", "Deletes a key", Tag).OfVersion();
    }

    private static Task<PageAnswer<KeyAnswer>> ListAsync(HttpContext context, KeyManagement keys, SnapshotStore<GatewayConfig> store, CancellationToken cancellationToken)
    {
        var query = new AdminQuery(context);
        var filter = new KeyFilter
        {
            Team = query.Text("team"),
            User = query.Text("user"),
            Tag = query.Text("tag"),
            Enabled = query.Bool("enabled"),
            Revoked = query.Bool("revoked"),
            Search = query.Text("search"),
        };
        return MixedPage.ReadAsync(
            query.Page, ConfiguredThings.Keys(store.Current, filter), static key => key.Id, page => keys.ListAsync(filter, page, cancellationToken), StoredThings.Of);
    }

    private static async Task<KeyAnswer> GetAsync(string id, HttpContext context, KeyManagement keys, SnapshotStore<GatewayConfig> store, CancellationToken cancellationToken)
    {
        if (ConfiguredThings.Key(store.Current, id) is { } configured)
        {
            return configured;
        }

        return Tell(context, await keys.GetAsync(id, cancellationToken));
    }

    private static async Task<Created<IssuedKeyAnswer>> CreateAsync(KeyBody body, HttpContext context, KeyManagement keys, AdminWrite write, CancellationToken cancellationToken)
    {
        AdminWrite.Check(context, Thing, body);
        var draft = new KeyDraft
        {
            Name = body.Name,
            Team = body.Team,
            User = body.User,
            Tags = body.Tags,
            Models = body.Models,
            Surfaces = body.Surfaces,
            Networks = body.Networks,
            ExpiresAt = body.ExpiresAt,
            Enabled = body.Enabled,
        };
        var issued = await write.DoneAsync(() => keys.CreateAsync(AdminRequest.ActorOf(context), draft, cancellationToken), cancellationToken);
        return TypedResults.Created($"{AdminEndpoints.Prefix}/keys/{issued.Key.Id}", new IssuedKeyAnswer(Tell(context, issued.Key), issued.Text));
    }

    private static async Task<KeyAnswer> UpdateAsync(
        string id, KeyBody body, HttpContext context, KeyManagement keys, SnapshotStore<GatewayConfig> store, AdminWrite write, CancellationToken cancellationToken)
    {
        AdminWrite.Check(context, Thing, body);
        ConfiguredThings.RefuseKey(store.Current, id);
        var patch = new KeyPatch
        {
            Name = body.Has(nameof(body.Name)) ? body.Name : null,
            Team = body.ChangeOf(nameof(body.Team), body.Team),
            User = body.ChangeOf(nameof(body.User), body.User),
            Tags = body.Has(nameof(body.Tags)) ? body.Tags : null,
            Models = body.Has(nameof(body.Models)) ? body.Models : null,
            Surfaces = body.Has(nameof(body.Surfaces)) ? body.Surfaces : null,
            Networks = body.Has(nameof(body.Networks)) ? body.Networks : null,
            ExpiresAt = body.ChangeOf(nameof(body.ExpiresAt), body.ExpiresAt),
            Enabled = body.Has(nameof(body.Enabled)) ? body.Enabled : null,
        };
        return Tell(context, await write.DoneAsync(() => keys.UpdateAsync(AdminRequest.ActorOf(context), id, Versions.Required(context), patch, cancellationToken), cancellationToken));
    }

    private static async Task<IssuedKeyAnswer> RotateAsync(
        string id, RotateBody? body, HttpContext context, KeyManagement keys, SnapshotStore<GatewayConfig> store, AdminWrite write, CancellationToken cancellationToken)
    {
        body ??= new RotateBody();
        AdminWrite.Check(context, "rotation", body);
        ConfiguredThings.RefuseKey(store.Current, id);
        if (Durations.TryReadDays(body.Overlap, out var overlap) is { } wrong)
        {
            throw new AdminProblemException(ProblemKind.Invalid, wrong, WriteBody.FieldOf(nameof(body.Overlap)));
        }

        var issued = await write.DoneAsync(() => keys.RotateAsync(AdminRequest.ActorOf(context), id, Versions.Optional(context), overlap, cancellationToken), cancellationToken);
        return new IssuedKeyAnswer(Tell(context, issued.Key), issued.Text);
    }

    private static async Task<KeyAnswer> RevokeAsync(
        string id, HttpContext context, KeyManagement keys, SnapshotStore<GatewayConfig> store, AdminWrite write, CancellationToken cancellationToken)
    {
        ConfiguredThings.RefuseKey(store.Current, id);
        return Tell(context, await write.DoneAsync(() => keys.RevokeAsync(AdminRequest.ActorOf(context), id, Versions.Optional(context), cancellationToken), cancellationToken));
    }

    private static async Task<NoContent> DeleteAsync(
        string id, HttpContext context, KeyManagement keys, SnapshotStore<GatewayConfig> store, AdminWrite write, CancellationToken cancellationToken)
    {
        ConfiguredThings.RefuseKey(store.Current, id);
        await write.DoneAsync(() => keys.DeleteAsync(AdminRequest.ActorOf(context), id, Versions.Required(context), cancellationToken), cancellationToken);
        return TypedResults.NoContent();
    }

    private static KeyAnswer Tell(HttpContext context, StoredKey key)
    {
        Versions.Tell(context, key.Version);
        return StoredThings.Of(key);
    }
}
