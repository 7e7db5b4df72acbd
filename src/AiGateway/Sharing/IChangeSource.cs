using AiGateway.Storage;

namespace AiGateway.Sharing;

/// <summary>What the change feed asks of the store.</summary>
internal interface IChangeSource
{
    /// <summary>Brings the store to the form that this build needs.</summary>
    /// <exception cref="StoreUnavailableException">It does not answer.</exception>
    Task MigrateAsync(CancellationToken cancellationToken);

    /// <summary>The number of the last change there was; 0 for none.</summary>
    /// <exception cref="StoreUnavailableException">It does not answer.</exception>
    Task<long> LastAsync(CancellationToken cancellationToken);

    /// <summary>The changes after a number, oldest first.</summary>
    /// <exception cref="StoreUnavailableException">It does not answer.</exception>
    Task<IReadOnlyList<StoreChange>> SinceAsync(long number, int most, CancellationToken cancellationToken);
}
