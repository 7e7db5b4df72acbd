using AiGateway.Storage;

namespace AiGateway.Authentication;

/// <summary>Where the keys that are not in the configuration are kept.</summary>
internal interface IKeyStore
{
    /// <summary>Reads one key; null where there is none of that id.</summary>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    Task<StoredKey?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Reads everything, as it is at one time.</summary>
    /// <param name="most">How many keys at most; the others are left where they are.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    Task<KeyStoreContent> LoadAsync(int most, CancellationToken cancellationToken);

    /// <summary>Reads what has these ids; what is not among the answer is not there.</summary>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    Task<KeyStoreContent> ReadAsync(KeyStoreIds ids, CancellationToken cancellationToken);
}
