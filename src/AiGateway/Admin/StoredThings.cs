using AiGateway.Admin.Answers;
using AiGateway.Storage;

namespace AiGateway.Admin;

/// <summary>Puts what the store has into the API's words, less whatever a secret could be checked against.</summary>
internal static class StoredThings
{
    /// <summary>A virtual key.</summary>
    public static KeyAnswer Of(StoredKey key) => new(
        key.Id, key.Name, key.Team, key.User, key.Tags, key.Models, key.Surfaces, key.Networks, key.ExpiresAt, key.Enabled, key.RevokedAt, key.PreviousUntil, key.CreatedAt, key.UpdatedAt, key.Version, Source.Store);

    /// <summary>A team.</summary>
    public static TeamAnswer Of(StoredTeam team) =>
        new(team.Id, team.Name, team.Models, team.Tags, team.Enabled, team.CreatedAt, team.UpdatedAt, team.Version, Source.Store);

    /// <summary>A user.</summary>
    public static UserAnswer Of(StoredUser user) =>
        new(user.Id, user.Name, user.Team, user.Models, user.Tags, user.Enabled, user.CreatedAt, user.UpdatedAt, user.Version);

    /// <summary>A provider's secret.</summary>
    public static SecretAnswer Of(StoredSecret secret) =>
        new(secret.Name, secret.Note, secret.MasterKeyId, secret.CreatedAt, secret.UpdatedAt, secret.Version);

    /// <summary>An admin token.</summary>
    public static TokenAnswer Of(StoredAdminToken token) =>
        new(token.Id, token.Name, token.Role, token.IsBootstrap, token.ExpiresAt, token.Enabled, token.CreatedAt, token.UpdatedAt, token.Version);

    /// <summary>A change on record.</summary>
    public static AuditAnswer Of(AuditRecord record) => new(
        record.Number, record.At, record.Actor, record.Role is { } role ? AdminPolicies.NameOf(role) : null, record.Origin, record.Action, record.Kind, record.Subject, record.Fields, record.Before, record.After, record.RequestId, record.Hash);

    /// <summary>A page of any of them.</summary>
    public static PageAnswer<TAnswer> Of<TStored, TAnswer>(Page<TStored> page, Func<TStored, TAnswer> map) => new([.. page.Items.Select(map)], page.Next);
}
