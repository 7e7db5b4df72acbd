using AiGateway.Storage;

namespace AiGateway.Secrets;

/// <summary>What the store holds that key material must fit.</summary>
/// <param name="Secrets">All providers' secrets, encrypted.</param>
/// <param name="PepperIds">The peppers under which keys and tokens that may still be used were made.</param>
internal sealed record StoreLook(IReadOnlyList<StoredSecret> Secrets, IReadOnlyCollection<string> PepperIds)
{
    /// <summary>A store that holds nothing yet.</summary>
    public static StoreLook Empty { get; } = new([], []);

    /// <summary>Whether nothing depends on any key material.</summary>
    public bool IsEmpty => Secrets.Count == 0 && PepperIds.Count == 0;
}
