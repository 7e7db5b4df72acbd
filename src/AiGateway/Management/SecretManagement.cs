using AiGateway.Audit;
using AiGateway.Configuration;
using AiGateway.Configuration.Reading;
using AiGateway.Secrets;
using AiGateway.Storage;

namespace AiGateway.Management;

/// <summary>Sets and deletes providers' secrets, and encrypts them anew. It takes values in and gives none out.</summary>
internal sealed class SecretManagement(Database database, AuditLog audit, SnapshotStore<GatewayConfig> config, SecretReferences references, TimeProvider time)
{
    /// <summary>How many secrets one change encrypts anew.</summary>
    public const int BatchSize = 50;

    private const string Kind = "secret";
    private const int LongestValue = 16 * 1024;

    /// <summary>The secrets, a page of them; their values are encrypted.</summary>
    public Task<Page<StoredSecret>> ListAsync(SecretFilter filter, PageRequest page, CancellationToken cancellationToken) =>
        database.ReadAsync(session => session.Secrets.ListAsync(filter, page), cancellationToken);

    /// <summary>One secret; its value is encrypted.</summary>
    /// <exception cref="ManagementException">There is none with that name.</exception>
    public Task<StoredSecret> GetAsync(string name, CancellationToken cancellationToken) =>
        database.ReadAsync(session => FindAsync(session, name), cancellationToken);

    /// <summary>Makes a secret or gives it another value; setting what is set already writes nothing.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="name">Its name, as in <c>store:NAME</c>.</param>
    /// <param name="value">Its value.</param>
    /// <param name="note">A word on what it is for; null for none.</param>
    /// <param name="version">The version in force as far as the actor knows, 0 where there is to be none yet; null for any.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ManagementException">The value cannot be, or the actor's role does not allow it.</exception>
    public async Task<StoredSecret> SetAsync(Actor actor, string name, string value, string? note, long? version, CancellationToken cancellationToken)
    {
        Rights.RequireAdmin(actor, "set secrets");
        var checkedName = FieldRules.Id("name", name);
        var checkedNote = FieldRules.Note("note", note);
        RequireSound(value);
        return await audit.ChangeAsync(actor, async (session, trail) =>
        {
            var before = await session.Secrets.FindAsync(checkedName);
            Versions.Require(Kind, checkedName, before?.Version ?? 0, version);
            if (before is null)
            {
                return await InsertAsync(session, trail, checkedName, value, checkedNote);
            }

            var keys = config.Current.KeyRing!;
            var old = Open(keys, before);
            if (old == value && before.Note == checkedNote)
            {
                return before;
            }

            var (masterKeyId, box) = old == value ? (before.MasterKeyId, before.Box) : keys.Seal(checkedName, value);
            var after = before with { MasterKeyId = masterKeyId, Box = box, Note = checkedNote, UpdatedAt = Clock.Now(time) };
            Versions.RequireDone(await session.Secrets.UpdateAsync(after), Kind, checkedName, before.Version);
            after = after with { Version = before.Version + 1 };
            trail.Add("secret.set", Kind, checkedName, View(trail, before, old), View(trail, after, value));
            return after;
        }, cancellationToken);
    }

    /// <summary>Deletes a secret that the configuration in force does not name.</summary>
    /// <exception cref="ManagementException">The configuration names it, or the actor's role does not allow it.</exception>
    public async Task DeleteAsync(Actor actor, string name, long? version, CancellationToken cancellationToken)
    {
        Rights.RequireAdmin(actor, "delete secrets");
        await audit.ChangeAsync(actor, async (session, trail) =>
        {
            var before = await FindAsync(session, name);
            Versions.Require(Kind, name, before.Version, version);
            if (references.PathsOf(name) is [var path, ..])
            {
                throw ManagementException.Conflict($"The configuration refers to `store:{name}` (at {path}). Take that out first.");
            }

            Versions.RequireDone(await session.Secrets.DeleteAsync(name, before.Version), Kind, name, before.Version);
            trail.Add("secret.delete", Kind, name, View(trail, before, Open(config.Current.KeyRing!, before)), after: null);
            return true;
        }, cancellationToken);
    }

    /// <summary>Encrypts every secret under the master key in force that is encrypted under another one.</summary>
    /// <remarks>Each batch is a change by itself: whoever is stopped has done what is done, and the next run does the rest.</remarks>
    /// <exception cref="ManagementException">The actor's role does not allow it.</exception>
    public async Task<Reencryption> ReencryptAsync(Actor actor, CancellationToken cancellationToken)
    {
        Rights.RequireAdmin(actor, "encrypt secrets anew");
        var done = 0;
        var unreadable = new List<string>();
        string? last = "";
        while (last is not null)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var from = last;
            (var batch, last) = await audit.ChangeAsync(actor, (session, trail) => ReencryptBatchAsync(session, trail, from, unreadable), cancellationToken);
            done += batch;
        }

        return new Reencryption(done, [.. unreadable.Distinct(StringComparer.Ordinal)]);
    }

    private async Task<(int Done, string? Last)> ReencryptBatchAsync(StoreSession session, AuditTrail trail, string from, List<string> unreadable)
    {
        // By name, and each only once: a replica with another master key in force would otherwise undo this for ever, and this one that.
        var keys = config.Current.KeyRing!;
        var batch = (await session.Secrets.LoadAsync())
            .Where(secret => secret.MasterKeyId != keys.MasterKeyId && string.CompareOrdinal(secret.Name, from) > 0)
            .OrderBy(static secret => secret.Name, StringComparer.Ordinal)
            .Take(BatchSize)
            .ToArray();
        var done = 0;
        foreach (var before in batch)
        {
            if (Open(keys, before) is not { } value)
            {
                unreadable.Add(before.Name);
                continue;
            }

            var (masterKeyId, box) = keys.Seal(before.Name, value);
            var after = before with { MasterKeyId = masterKeyId, Box = box };
            Versions.RequireDone(await session.Secrets.UpdateAsync(after), Kind, before.Name, before.Version);
            trail.Add("secret.reencrypt", Kind, before.Name, View(trail, before, value), View(trail, after with { Version = before.Version + 1 }, value));
            done++;
        }

        return (done, batch.Length == BatchSize ? batch[^1].Name : null);
    }

    private async Task<StoredSecret> InsertAsync(StoreSession session, AuditTrail trail, string name, string value, string? note)
    {
        var now = Clock.Now(time);
        var (masterKeyId, box) = config.Current.KeyRing!.Seal(name, value);
        var secret = new StoredSecret { Name = name, MasterKeyId = masterKeyId, Box = box, Note = note, CreatedAt = now, UpdatedAt = now };
        await session.Secrets.InsertAsync(secret);
        trail.Add("secret.set", Kind, name, before: null, View(trail, secret, value));
        return secret;
    }

    private static async Task<StoredSecret> FindAsync(StoreSession session, string name) =>
        (FieldRules.IsId(name) ? await session.Secrets.FindAsync(name) : null) ?? throw ManagementException.NotFound(Kind, AuditText.Clean(name));

    /// <summary>What the audit log sees of a secret: not even the encrypted value, which changes with every encryption.</summary>
    private static object View(AuditTrail trail, StoredSecret secret, string? value) => new
    {
        secret.Name,
        Value = value is null ? "unreadable" : trail.Veil(value),
        secret.MasterKeyId,
        secret.Note,
        secret.CreatedAt,
        secret.UpdatedAt,
        secret.Version,
    };

    private static string? Open(KeyRing keys, StoredSecret secret)
    {
        try
        {
            return keys.Open(secret.Name, secret.MasterKeyId, secret.Box);
        }
        catch (SecretUnreadableException)
        {
            return null;
        }
    }

    private static void RequireSound(string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            throw ManagementException.Invalid("value", "The secret is empty.");
        }

        if (value.Length > LongestValue)
        {
            throw ManagementException.Invalid("value", $"The secret is longer than {LongestValue} characters.");
        }

        if (value.AsSpan().ContainsAnyExceptInRange(' ', '~') || value[0] == ' ' || value[^1] == ' ')
        {
            throw ManagementException.Invalid("value", "The secret holds control characters, line ends or characters beyond ASCII, or begins or ends with a blank.");
        }

        if (Placeholders.IsUnfilled(value))
        {
            throw ManagementException.Invalid("value", "This is the placeholder of an example, not a secret.");
        }
    }
}
