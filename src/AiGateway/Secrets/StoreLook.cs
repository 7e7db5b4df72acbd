using AiGateway.Storage;

namespace AiGateway.Secrets;

/// <summary>What the store holds that key material must fit.</summary>
/// <param name="Secrets">All providers' secrets, encrypted.</param>
/// <param name="PepperIds">The peppers under which keys and tokens that may still be used were made.</param>
internal sealed record StoreLook(IReadOnlyList<StoredSecret> Secrets, IReadOnlyCollection<string> PepperIds)
{
    /// <summary>A store that holds nothing yet.</summary>
    public static StoreLook Empty { get; } = new([], []);

    /// <summary>The same without what was made under some keys.</summary>
    /// <param name="lost">The ids of master keys and peppers.</param>
    public StoreLook Without(IReadOnlyCollection<string> lost) => lost.Count == 0
        ? this
        : new StoreLook([.. Secrets.Where(secret => !lost.Contains(secret.MasterKeyId, StringComparer.Ordinal))], [.. PepperIds.Except(lost, StringComparer.Ordinal)]);

    /// <summary>Whether nothing depends on any key material.</summary>
    public bool IsEmpty => Secrets.Count == 0 && PepperIds.Count == 0;
}
