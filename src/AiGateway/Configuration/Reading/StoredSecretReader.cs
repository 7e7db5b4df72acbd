using AiGateway.Secrets;

namespace AiGateway.Configuration.Reading;

/// <summary>Resolves <c>store:NAME</c> to what the store holds under that name.</summary>
/// <param name="stored">Asks the store; null where it is not to be asked.</param>
/// <param name="storage">Which store.</param>
/// <param name="look">What it answered; null where it did not.</param>
/// <param name="ring">Decrypts; null where it could not be read, which has been reported then.</param>
/// <param name="problems">Where to report.</param>
internal sealed class StoredSecretReader(StoredSecrets? stored, StorageOptions storage, StoreLook? look, KeyRing? ring, ProblemList problems)
{
    private const string Scheme = "store:";

    /// <summary>The name in a reference; null for another text.</summary>
    public static string? NameIn(string text) => text.StartsWith(Scheme, StringComparison.Ordinal) ? text[Scheme.Length..] : null;

    /// <summary>Resolves a name.</summary>
    /// <param name="path">The field's path, for messages.</param>
    /// <param name="name">What follows <c>store:</c>.</param>
    /// <param name="isLacking">Whether it is there as far as anybody knows, but cannot be had now.</param>
    /// <returns>The secret, or <see langword="null"/> after reporting why there is none.</returns>
    public Secret? Read(string path, string name, out bool isLacking)
    {
        isLacking = false;
        if (Names.ProblemOfEntry(name) is not null)
        {
            // It may be a key pasted after the prefix, so it is not repeated.
            problems.Add(path, "What follows store: is no secret's name (it begins with a letter or digit and has only letters, digits, `.`, `_` and `-`, 64 at most).");
            return null;
        }

        if (!storage.Enabled)
        {
            problems.Add(path, $"There is no store to take {Quote.Of(name)} from: Gateway:Storage:Enabled is false.");
            return null;
        }

        if (look is null)
        {
            return Unanswered(path, name, out isLacking);
        }

        if (look.Secrets.FirstOrDefault(secret => secret.Name == name) is not { } found)
        {
            problems.Add(path, $"The store has no secret {Quote.Of(name)}. Put it there with: aigateway secrets set {name}");
            return null;
        }

        // A ring that lacks the key is reported where the ring is held against the whole store.
        return ring?.HasMasterKey(found.MasterKeyId) == true ? Open(path, found, ring) : null;
    }

    private Secret? Unanswered(string path, string name, out bool isLacking)
    {
        var known = stored?.Recall(name);
        isLacking = known is null;
        problems.Warn(path, (stored, known) switch
        {
            (null, _) => $"The store is not asked here, so nothing is said of its secret {Quote.Of(name)}.",
            (_, null) => $"The store does not answer, so its secret {Quote.Of(name)} is not known. This key is not used until it does.",
            _ => $"The store does not answer. The value that its secret {Quote.Of(name)} had stays in force.",
        });
        return known;
    }

    private Secret? Open(string path, Storage.StoredSecret found, KeyRing keys)
    {
        string value;
        try
        {
            value = keys.Open(found.Name, found.MasterKeyId, found.Box);
        }
        catch (SecretUnreadableException failure)
        {
            problems.Add(path, $"{failure.Message} Set it anew with: aigateway secrets set {found.Name}");
            return null;
        }

        if (SecretReader.ProblemOf(value) is { } problem)
        {
            problems.Add(path, $"{problem} Set it anew with: aigateway secrets set {found.Name}");
            return null;
        }

        var secret = new Secret(value);
        stored?.Remember(found.Name, secret);
        return secret;
    }
}
