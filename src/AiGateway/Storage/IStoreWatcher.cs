namespace AiGateway.Storage;

/// <summary>Keeps something of the store in memory, and is told when that may be out of date.</summary>
internal interface IStoreWatcher
{
    /// <summary>Takes over what the store has now: at the start, after an outage, and when too much was missed.</summary>
    /// <exception cref="StoreUnavailableException">The store went away meanwhile; it is called again.</exception>
    Task LoadAsync(CancellationToken cancellationToken);

    /// <summary>Takes over what has changed, on this replica or another.</summary>
    /// <exception cref="StoreUnavailableException">The store went away meanwhile; <see cref="LoadAsync"/> is called when it is back.</exception>
    Task ChangedAsync(IReadOnlyList<StoreChange> changes, CancellationToken cancellationToken);
}
