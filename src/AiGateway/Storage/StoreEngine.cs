namespace AiGateway.Storage;

/// <summary>The side of the store that knows which database it is.</summary>
internal abstract class StoreEngine : IAsyncDisposable
{
    /// <summary>The words for it in messages.</summary>
    public abstract string Name { get; }

    /// <summary>Where its SQL differs.</summary>
    public abstract StoreDialect Dialect { get; }

    /// <summary>Makes what must be there before the first transaction: a file, say.</summary>
    public abstract Task PrepareAsync(CancellationToken cancellationToken);

    /// <summary>Begins a transaction on a connection of its own.</summary>
    /// <param name="isChange">Whether to wait until no other change is under way, on any replica; otherwise it sees the store as it is at this moment, and changes nothing.</param>
    public abstract Task<StoreTransaction> BeginAsync(bool isChange, CancellationToken cancellationToken);

    /// <summary>What a failure of the database means; null where it is no such failure.</summary>
    public abstract StoreFailure? Judge(Exception exception);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
