using AiGateway.Configuration;
using AiGateway.Storage;

namespace AiGateway.Secrets;

/// <summary>Has the configuration read again when a stored secret has changed, and when the store is back and the configuration in force lacks something of it.</summary>
internal sealed class StoredSecretWatcher(SnapshotStore<GatewayConfig> snapshots, ConfigurationReloader<GatewayConfig> reloader, StoredSecrets stored) : IStoreWatcher
{
    /// <summary>The kind of change that a stored secret's is.</summary>
    public const string Kind = "secret";

    private bool UsesSecrets => snapshots.Current.Options.Providers.Values.Any(static provider => provider.StoredKeys.Count > 0);

    /// <inheritdoc/>
    public Task LoadAsync(CancellationToken cancellationToken)
    {
        // Secrets may have changed while the store could not be asked.
        if (stored.IsBehind || UsesSecrets)
        {
            reloader.Schedule();
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task ChangedAsync(IReadOnlyList<StoreChange> changes, CancellationToken cancellationToken)
    {
        // Also where none is used: a configuration that was refused for want of this one is read again.
        if (changes.Any(static change => change.Kind == Kind))
        {
            reloader.Schedule();
        }

        return Task.CompletedTask;
    }
}
