using System.Security.Cryptography;
using AiGateway.Audit;
using AiGateway.Configuration;
using AiGateway.Secrets;
using AiGateway.Storage;

namespace AiGateway.Management;

/// <summary>Makes, changes and deletes tokens for the admin API, and finds the token that somebody presents.</summary>
/// <remarks>An admin who could still get in remains after every change. While there is none at all, a start makes a bootstrap token.</remarks>
internal sealed class AdminTokenManagement(Database database, AuditLog audit, SnapshotStore<GatewayConfig> config, TimeProvider time)
{
    private const string Kind = "token";

    /// <summary>The tokens, a page of them.</summary>
    public Task<Page<StoredAdminToken>> ListAsync(AdminTokenFilter filter, PageRequest page, CancellationToken cancellationToken) =>
        database.ReadAsync(session => session.Tokens.ListAsync(filter, page), cancellationToken);

    /// <summary>One token.</summary>
    /// <exception cref="ManagementException">There is none with that id.</exception>
    public Task<StoredAdminToken> GetAsync(string id, CancellationToken cancellationToken) =>
        database.ReadAsync(session => GetAsync(session, id), cancellationToken);

    /// <summary>The token that was presented, or null for one that is unknown, disabled or expired.</summary>
    /// <remarks>A bootstrap token is found too; it is good for <see cref="AdminBootstrap.RedeemAsync"/> alone.</remarks>
    /// <exception cref="StoreUnavailableException">The store does not answer, so nobody knows.</exception>
    public async Task<StoredAdminToken?> FindAsync(string presented, CancellationToken cancellationToken)
    {
        if (!TokenText.TryParse(TokenText.AdminPrefix, presented, out var id))
        {
            return null;
        }

        var publicId = id.ToString();
        var token = await database.ReadAsync(session => session.Tokens.FindAsync(publicId), cancellationToken);
        return IsGood(token, presented) ? token : null;
    }

    /// <summary>Makes a token.</summary>
    /// <returns>The token and its text, which nobody can ask for again.</returns>
    /// <exception cref="ManagementException">The draft, or the actor's role, does not allow it.</exception>
    public async Task<IssuedAdminToken> CreateAsync(Actor actor, AdminTokenDraft draft, CancellationToken cancellationToken)
    {
        Rights.RequireAdmin(actor, "make admin tokens");
        RequireRole(draft.Role);
        var issued = Issue(FieldRules.Name("name", draft.Name), draft.Role, FieldRules.Expiry("expiresAt", draft.ExpiresAt, Clock.Now(time)), isBootstrap: false);
        return await audit.ChangeAsync(actor, async (session, trail) =>
        {
            await session.Tokens.InsertAsync(issued.Token);
            trail.Add("token.create", Kind, issued.Token.Id, before: null, issued.Token);
            if (issued.Token is { Role: AdminRole.Admin })
            {
                // Whoever has the one-time token from a log needs it no more.
                await DropBootstrapAsync(session, trail);
            }

            return issued;
        }, cancellationToken);
    }

    /// <summary>Changes a token; a patch that changes nothing writes nothing.</summary>
    /// <exception cref="ManagementException">No admin would be left, or the patch or the actor's role does not allow it.</exception>
    public async Task<StoredAdminToken> UpdateAsync(Actor actor, string id, long? version, AdminTokenPatch patch, CancellationToken cancellationToken)
    {
        Rights.RequireAdmin(actor, "change admin tokens");
        if (patch.Role is { } asked)
        {
            RequireRole(asked);
        }

        return await audit.ChangeAsync(actor, async (session, trail) =>
        {
            var before = await GetAsync(session, id);
            Versions.Require(Kind, id, before.Version, version);
            if (before.IsBootstrap)
            {
                throw ManagementException.Conflict("A bootstrap token is used or deleted, never changed.");
            }

            var after = before with
            {
                Name = patch.Name is { } name ? FieldRules.Name("name", name) : before.Name,
                Role = patch.Role ?? before.Role,
                ExpiresAt = patch.ExpiresAt is { } end ? FieldRules.NewExpiry("expiresAt", end.Value, before.ExpiresAt, Clock.Now(time)) : before.ExpiresAt,
                Enabled = patch.Enabled ?? before.Enabled,
            };
            if (CanonicalJson.AreSame(before, after))
            {
                return before;
            }

            after = after with { UpdatedAt = Clock.Now(time) };
            Versions.RequireDone(await session.Tokens.UpdateAsync(after), Kind, id, before.Version);
            after = after with { Version = before.Version + 1 };
            trail.Add("token.update", Kind, id, before, after);
            await RequireAdminLeftAsync(session, before);
            return after;
        }, cancellationToken);
    }

    /// <summary>Deletes a token.</summary>
    /// <exception cref="ManagementException">No admin would be left, or the actor's role does not allow it.</exception>
    public async Task DeleteAsync(Actor actor, string id, long? version, CancellationToken cancellationToken)
    {
        Rights.RequireAdmin(actor, "delete admin tokens");
        await audit.ChangeAsync(actor, async (session, trail) =>
        {
            var before = await GetAsync(session, id);
            Versions.Require(Kind, id, before.Version, version);
            await RemoveAsync(session, trail, before);
            await RequireAdminLeftAsync(session, before);
            return true;
        }, cancellationToken);
    }

    /// <inheritdoc cref="AdminBootstrap.RedeemAsync"/>
    public Task<IssuedAdminToken> BootstrapAsync(string presented, string name, string origin, string? requestId, CancellationToken cancellationToken) =>
        new AdminBootstrap(audit, this, time).RedeemAsync(presented, name, origin, requestId, cancellationToken);

    /// <inheritdoc cref="AdminBootstrap.EnsureAsync"/>
    public Task<string?> EnsureBootstrapAsync(CancellationToken cancellationToken) => new AdminBootstrap(audit, this, time).EnsureAsync(cancellationToken);

    /// <summary>Whether a token of the store is the one presented, and accepted now.</summary>
    internal bool IsGood(StoredAdminToken? token, string presented)
    {
        // As much is computed for an unknown id as for a known one, so that the time taken does not tell which ids there are.
        var keys = config.Current.KeyRing!;
        Span<byte> digest = stackalloc byte[KeyRing.KeyLength];
        var isKnownPepper = keys.TryDigest(KeyPurpose.AdminToken, token?.PepperId ?? keys.PepperId, presented, digest);
        return token is { Enabled: true } && isKnownPepper
            && CryptographicOperations.FixedTimeEquals(digest, token.Digest)
            && (token.ExpiresAt is not { } end || end > time.GetUtcNow());
    }

    /// <summary>Makes a token that is not in the store yet.</summary>
    internal IssuedAdminToken Issue(string name, AdminRole role, DateTimeOffset? expiresAt, bool isBootstrap)
    {
        var keys = config.Current.KeyRing!;
        var now = Clock.Now(time);
        var text = TokenText.Create(TokenText.AdminPrefix, out var id);
        return new IssuedAdminToken(
            new StoredAdminToken
            {
                Id = id,
                Name = name,
                Role = role,
                PepperId = keys.PepperId,
                Digest = keys.Digest(KeyPurpose.AdminToken, keys.PepperId, text),
                IsBootstrap = isBootstrap,
                ExpiresAt = expiresAt,
                CreatedAt = now,
                UpdatedAt = now,
            },
            text);
    }

    /// <summary>Takes a token out of the store.</summary>
    internal static async Task RemoveAsync(StoreSession session, AuditTrail trail, StoredAdminToken token)
    {
        Versions.RequireDone(await session.Tokens.DeleteAsync(token.Id, token.Version), Kind, token.Id, token.Version);
        trail.Add("token.delete", Kind, token.Id, token, after: null);
    }

    /// <summary>Takes all bootstrap tokens out of the store.</summary>
    internal static async Task DropBootstrapAsync(StoreSession session, AuditTrail trail)
    {
        foreach (var token in await BootstrapTokensAsync(session))
        {
            await RemoveAsync(session, trail, token);
        }
    }

    /// <summary>The bootstrap tokens, expired ones too; there is one at most, unless somebody wrote into the store.</summary>
    internal static async Task<IReadOnlyList<StoredAdminToken>> BootstrapTokensAsync(StoreSession session)
    {
        var found = new List<StoredAdminToken>();
        string? after = null;
        do
        {
            var page = await session.Tokens.ListAsync(new AdminTokenFilter { Role = AdminRole.Admin }, new PageRequest(PageRequest.MostItems, after));
            found.AddRange(page.Items.Where(static token => token.IsBootstrap));
            after = page.Next;
        }
        while (after is not null);
        return found;
    }

    private static async Task<StoredAdminToken> GetAsync(StoreSession session, string id) =>
        (FieldRules.IsId(id) ? await session.Tokens.FindAsync(id) : null) ?? throw ManagementException.NotFound(Kind, AuditText.Clean(id));

    /// <summary>Looks after the change, which is taken back with the exception.</summary>
    private static async Task RequireAdminLeftAsync(StoreSession session, StoredAdminToken before)
    {
        if (before is { Role: AdminRole.Admin, IsBootstrap: false } && await session.Tokens.CountAdminsAsync() == 0)
        {
            throw ManagementException.Conflict("This is the last enabled admin token that is not expired; without it nobody could get in. Make another one first.");
        }
    }

    private static void RequireRole(AdminRole role)
    {
        if (!Enum.IsDefined(role))
        {
            throw ManagementException.Invalid("role", "There is no such role. Roles: viewer, operator, admin.");
        }
    }
}
