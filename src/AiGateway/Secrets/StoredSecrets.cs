using System.Collections.Concurrent;
using AiGateway.Configuration;
using AiGateway.Storage;

namespace AiGateway.Secrets;

/// <summary>Asks the store for what the reading of the configuration needs, and keeps what was read for the time when it does not answer.</summary>
/// <param name="ask">Asks it; throws <see cref="StoreUnavailableException"/> where it does not answer.</param>
internal sealed class StoredSecrets(Func<StorageOptions, StoreLook> ask)
{
    private readonly ConcurrentDictionary<string, Secret> _known = new(StringComparer.Ordinal);
    private volatile bool _isBehind;

    /// <summary>Whether the store did not answer the last time, so that the configuration in force may lack something, and was not held against it.</summary>
    public bool IsBehind => _isBehind;

    /// <summary>Asks the store. It is waited for, so this is for the start and for reloads, not for requests.</summary>
    /// <returns><see langword="null"/> where it does not answer.</returns>
    public StoreLook? Look(StorageOptions storage)
    {
        try
        {
            var look = ask(storage);
            _isBehind = false;
            return look;
        }
        catch (StoreUnavailableException)
        {
            _isBehind = true;
            return null;
        }
    }

    /// <summary>The value a secret had when the store last answered; null where that is not known.</summary>
    public Secret? Recall(string name) => _known.GetValueOrDefault(name);

    /// <summary>Keeps a value.</summary>
    public void Remember(string name, Secret value) => _known[name] = value;
}
