using System.Data;
using System.Data.Common;
using System.Globalization;
using Dapper;
using Npgsql;

namespace AiGateway.Storage;

/// <summary>A transaction of PostgreSQL's; a change holds the lock that all replicas share until it ends.</summary>
internal sealed class PostgresTransactionScope : StoreTransaction
{
    /// <summary>The number of the lock, within the database: the bytes of <c>AiGatewy</c>.</summary>
    public const long LockNumber = 0x4169_4761_7465_7779;

    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;

    private PostgresTransactionScope(NpgsqlConnection connection, NpgsqlTransaction transaction) => (_connection, _transaction) = (connection, transaction);

    /// <inheritdoc/>
    public override DbConnection Connection => _connection;

    /// <inheritdoc/>
    public override DbTransaction Handle => _transaction;

    /// <summary>Begins, and for a change waits until no other replica changes anything.</summary>
    public static async Task<StoreTransaction> BeginAsync(NpgsqlConnection connection, bool isChange, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(isChange ? IsolationLevel.ReadCommitted : IsolationLevel.RepeatableRead, cancellationToken);
        // A replica that stands still in the middle of its change must not hold up all the others for good.
        var command = isChange
            ? new CommandDefinition(
                "SELECT set_config('idle_in_transaction_session_timeout', @most, true), pg_advisory_xact_lock(@number)",
                new { most = (5 * timeout.TotalMilliseconds).ToString("F0", CultureInfo.InvariantCulture), number = LockNumber },
                transaction,
                cancellationToken: cancellationToken)
            : new CommandDefinition("SET TRANSACTION READ ONLY", transaction: transaction, cancellationToken: cancellationToken);
        await connection.ExecuteAsync(command);
        return new PostgresTransactionScope(connection, transaction);
    }

    /// <inheritdoc/>
    public override Task CommitAsync(CancellationToken cancellationToken) => _transaction.CommitAsync(cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        try
        {
            await _transaction.DisposeAsync();
        }
        catch (Exception exception) when (exception is NpgsqlException or IOException or InvalidOperationException)
        {
            // The connection is gone, and the server has rolled back.
        }

        await _connection.DisposeAsync();
    }
}
