using AiGateway.Storage;

namespace AiGateway.Sharing;

/// <summary>The changes as the store's audit log has them.</summary>
internal sealed class StoreChanges(Database database) : IChangeSource
{
    /// <inheritdoc/>
    public Task MigrateAsync(CancellationToken cancellationToken) => database.MigrateAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<long> LastAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(static async store => (await store.Audit.LastAsync())?.Number ?? 0, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoreChange>> SinceAsync(long number, int most, CancellationToken cancellationToken) =>
        database.ReadAsync(store => store.Audit.ChangesSinceAsync(number, most), cancellationToken);
}
