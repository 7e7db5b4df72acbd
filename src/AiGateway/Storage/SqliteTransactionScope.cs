using System.Data.Common;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace AiGateway.Storage;

/// <summary>A transaction of SQLite's, begun and ended in its own words: those of the library wait for a lock by blocking the thread.</summary>
internal sealed class SqliteTransactionScope : StoreTransaction
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);
    private readonly SqliteConnection _connection;
    private readonly CancellationTokenRegistration _interruption;

    private SqliteTransactionScope(SqliteConnection connection, CancellationToken cancellationToken)
    {
        _connection = connection;
        // SQLite does not know of tokens; this is how a statement that runs is stopped.
        _interruption = cancellationToken.Register(static handle => raw.sqlite3_interrupt((sqlite3)handle!), connection.Handle);
    }

    /// <inheritdoc/>
    public override DbConnection Connection => _connection;

    /// <summary>Begins, and for a change waits until no other process changes anything.</summary>
    public static async Task<StoreTransaction> BeginAsync(SqliteConnection connection, bool isChange, CancellationToken cancellationToken)
    {
        while (raw.sqlite3_exec(connection.Handle, isChange ? "BEGIN IMMEDIATE" : "BEGIN") is var result && result != raw.SQLITE_OK)
        {
            if (result is not (raw.SQLITE_BUSY or raw.SQLITE_LOCKED))
            {
                SqliteException.ThrowExceptionForRC(result, connection.Handle);
            }

            await Task.Delay(Pause, cancellationToken);
        }

        return new SqliteTransactionScope(connection, cancellationToken);
    }

    /// <inheritdoc/>
    public override Task CommitAsync(CancellationToken cancellationToken)
    {
        SqliteException.ThrowExceptionForRC(raw.sqlite3_exec(_connection.Handle, "COMMIT"), _connection.Handle);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        // An interruption that comes late must not meet the connection's next user.
        await _interruption.DisposeAsync();
        if (raw.sqlite3_get_autocommit(_connection.Handle) == 0)
        {
            _ = raw.sqlite3_exec(_connection.Handle, "ROLLBACK");
        }

        await _connection.DisposeAsync();
    }
}
