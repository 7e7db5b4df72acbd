using System.Data.Common;

namespace AiGateway.Storage;

/// <summary>A transaction with the connection it holds; where it is disposed of without having been committed, nothing was changed.</summary>
internal abstract class StoreTransaction : IAsyncDisposable
{
    /// <summary>The connection.</summary>
    public abstract DbConnection Connection { get; }

    /// <summary>What commands are to name as their transaction; null where the connection itself knows.</summary>
    public virtual DbTransaction? Handle => null;

    /// <summary>Makes the changes last.</summary>
    public abstract Task CommitAsync(CancellationToken cancellationToken);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
