using AiGateway.Audit;
using AiGateway.Configuration;
using AiGateway.Exchanges;
using AiGateway.Secrets;
using AiGateway.Storage;

namespace AiGateway.Management;

/// <summary>Makes, changes, rotates and revokes virtual keys.</summary>
internal sealed class KeyManagement(Database database, AuditLog audit, SnapshotStore<GatewayConfig> config, SurfaceTable surfaces, TimeProvider time)
{
    /// <summary>The longest time for which a key and the one before it are both accepted.</summary>
    public static readonly TimeSpan LongestOverlap = TimeSpan.FromDays(30);

    private const string Kind = "key";
    private readonly KeyScope _scope = new(new TeamLookup(config));
    private readonly IReadOnlyList<string> _surfaces = surfaces.Names;

    /// <summary>The keys of the store, a page of them.</summary>
    public Task<Page<StoredKey>> ListAsync(KeyFilter filter, PageRequest page, CancellationToken cancellationToken) =>
        database.ReadAsync(session => session.Keys.ListAsync(filter, page), cancellationToken);

    /// <summary>One key.</summary>
    /// <exception cref="ManagementException">There is none with that id.</exception>
    public Task<StoredKey> GetAsync(string id, CancellationToken cancellationToken) =>
        database.ReadAsync(session => FindAsync(session, id), cancellationToken);

    /// <summary>Makes a key.</summary>
    /// <returns>The key and its text, which nobody can ask for again.</returns>
    /// <exception cref="ManagementException">The draft, or the actor's role, does not allow it.</exception>
    public async Task<IssuedKey> CreateAsync(Actor actor, KeyDraft draft, CancellationToken cancellationToken)
    {
        Rights.RequireOperator(actor, "make keys");
        var now = Clock.Now(time);
        var (text, id) = NewText();
        var key = Sign(text, new StoredKey
        {
            Id = id,
            Name = FieldRules.Name("name", draft.Name),
            Team = draft.Team,
            User = draft.User,
            Tags = FieldRules.Tags("tags", draft.Tags),
            Models = FieldRules.Models("models", draft.Models),
            Surfaces = FieldRules.Surfaces("surfaces", draft.Surfaces, _surfaces),
            Networks = FieldRules.Networks("networks", draft.Networks),
            ExpiresAt = FieldRules.Expiry("expiresAt", draft.ExpiresAt, now),
            Enabled = draft.Enabled,
            PepperId = "",
            Digest = [],
            CreatedAt = now,
            UpdatedAt = now,
        });
        return await audit.ChangeAsync(actor, async (session, trail) =>
        {
            var made = await _scope.CheckAsync(session, actor, before: null, key);
            await session.Keys.InsertAsync(made);
            trail.Add("key.create", Kind, made.Id, before: null, made);
            return new IssuedKey(made, text);
        }, cancellationToken);
    }

    /// <summary>Changes a key; a patch that changes nothing writes nothing.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="id">The key's id.</param>
    /// <param name="version">The version the patch was made for; null for any.</param>
    /// <param name="patch">What is to be changed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ManagementException">The patch, or the actor's role, does not allow it.</exception>
    public async Task<StoredKey> UpdateAsync(Actor actor, string id, long? version, KeyPatch patch, CancellationToken cancellationToken)
    {
        Rights.RequireOperator(actor, "change keys");
        return await audit.ChangeAsync(actor, async (session, trail) =>
        {
            var before = await FindLivingAsync(session, id, version);
            var after = await _scope.CheckAsync(session, actor, before, Apply(patch, before));
            return CanonicalJson.AreSame(before, after) ? before : await StoreAsync(session, trail, "key.update", before, after);
        }, cancellationToken);
    }

    /// <summary>Gives a key a new text; its id and all else stay.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="id">The key's id.</param>
    /// <param name="version">The version in force as far as the actor knows; null for any.</param>
    /// <param name="overlap">How long the text before is accepted too: up to <see cref="LongestOverlap"/>. The one before that no longer is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ManagementException">The key is revoked, or the actor's role does not allow it.</exception>
    public async Task<IssuedKey> RotateAsync(Actor actor, string id, long? version, TimeSpan overlap, CancellationToken cancellationToken)
    {
        Rights.RequireOperator(actor, "rotate keys");
        if (overlap < TimeSpan.Zero || overlap > LongestOverlap)
        {
            throw ManagementException.Invalid("overlap", $"The overlap is at most {LongestOverlap.Days} days, and not negative.");
        }

        return await audit.ChangeAsync(actor, async (session, trail) =>
        {
            var before = await FindLivingAsync(session, id, version);
            var text = TokenText.Create(TokenText.VirtualKeyPrefix, id);
            var after = Sign(text, overlap == TimeSpan.Zero ? WithoutPrevious(before) : before with
            {
                PreviousPepperId = before.PepperId,
                PreviousDigest = before.Digest,
                PreviousUntil = Clock.Exact(time.GetUtcNow() + overlap),
            });
            return new IssuedKey(await StoreAsync(session, trail, "key.rotate", before, after), text);
        }, cancellationToken);
    }

    /// <summary>Ends a key for good; one that is revoked already stays so.</summary>
    /// <exception cref="ManagementException">There is no such key, or the actor's role does not allow it.</exception>
    public async Task<StoredKey> RevokeAsync(Actor actor, string id, long? version, CancellationToken cancellationToken)
    {
        Rights.RequireOperator(actor, "revoke keys");
        return await audit.ChangeAsync(actor, async (session, trail) =>
        {
            var before = await FindAsync(session, id);
            if (before.RevokedAt is not null)
            {
                return before;
            }

            Versions.Require(Kind, id, before.Version, version);
            return await StoreAsync(session, trail, "key.revoke", before, WithoutPrevious(before) with { RevokedAt = Clock.Now(time), Enabled = false });
        }, cancellationToken);
    }

    /// <summary>Takes a key out of the store; the audit log remembers it.</summary>
    /// <exception cref="ManagementException">There is no such key, or the actor's role does not allow it.</exception>
    public async Task DeleteAsync(Actor actor, string id, long? version, CancellationToken cancellationToken)
    {
        Rights.RequireAdmin(actor, "delete keys");
        await audit.ChangeAsync(actor, async (session, trail) =>
        {
            var before = await FindAsync(session, id);
            Versions.Require(Kind, id, before.Version, version);
            Versions.RequireDone(await session.Keys.DeleteAsync(id, before.Version), Kind, id, before.Version);
            trail.Add("key.delete", Kind, id, before, after: null);
            return true;
        }, cancellationToken);
    }

    private static async Task<StoredKey> FindAsync(StoreSession session, string id) =>
        (FieldRules.IsId(id) ? await session.Keys.FindAsync(id) : null) ?? throw ManagementException.NotFound(Kind, AuditText.Clean(id));

    private static async Task<StoredKey> FindLivingAsync(StoreSession session, string id, long? version)
    {
        var key = await FindAsync(session, id);
        if (key.RevokedAt is not null)
        {
            throw ManagementException.Conflict($"The key `{id}` is revoked, which is final.");
        }

        Versions.Require(Kind, id, key.Version, version);
        return key;
    }

    private static StoredKey WithoutPrevious(StoredKey key) => key with { PreviousPepperId = null, PreviousDigest = null, PreviousUntil = null };

    private async Task<StoredKey> StoreAsync(StoreSession session, AuditTrail trail, string action, StoredKey before, StoredKey after)
    {
        after = after with { UpdatedAt = Clock.Now(time) };
        Versions.RequireDone(await session.Keys.UpdateAsync(after), Kind, before.Id, before.Version);
        after = after with { Version = before.Version + 1 };
        trail.Add(action, Kind, before.Id, before, after);
        return after;
    }

    private StoredKey Apply(KeyPatch patch, StoredKey key) => key with
    {
        Name = patch.Name is { } name ? FieldRules.Name("name", name) : key.Name,
        Team = patch.Team is { } team ? team.Value : key.Team,
        User = patch.User is { } user ? user.Value : key.User,
        Tags = patch.Tags is { } tags ? FieldRules.Tags("tags", tags) : key.Tags,
        Models = patch.Models is { } models ? FieldRules.Models("models", models) : key.Models,
        Surfaces = patch.Surfaces is { } surfaces ? FieldRules.Surfaces("surfaces", surfaces, _surfaces) : key.Surfaces,
        Networks = patch.Networks is { } networks ? FieldRules.Networks("networks", networks) : key.Networks,
        ExpiresAt = patch.ExpiresAt is { } end ? FieldRules.NewExpiry("expiresAt", end.Value, key.ExpiresAt, Clock.Now(time)) : key.ExpiresAt,
        Enabled = patch.Enabled ?? key.Enabled,
    };

    private (string Text, string Id) NewText()
    {
        while (true)
        {
            var text = TokenText.Create(TokenText.VirtualKeyPrefix, out var id);
            if (!config.Current.Options.VirtualKeys.ContainsKey(id))
            {
                return (text, id);
            }
        }
    }

    private StoredKey Sign(string text, StoredKey key)
    {
        var keys = config.Current.KeyRing!;
        return key with { PepperId = keys.PepperId, Digest = keys.Digest(KeyPurpose.VirtualKey, keys.PepperId, text) };
    }
}
