using AiGateway.Configuration;

namespace AiGateway.Storage;

/// <summary>The store: an SQLite file, or a PostgreSQL database that several replicas share.</summary>
/// <remarks>
/// Each reading sees the store as it was at one moment. Changes happen one after the other, on all replicas together. Every failure surfaces as
/// <see cref="StoreUnavailableException"/>, a contradiction as <see cref="StoreConflictException"/>; what the functions given throw comes through as it is.
/// </remarks>
internal sealed class Database : IAsyncDisposable
{
    private readonly StoreEngine _engine;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _turn = new(1, 1);

    private Database(StoreEngine engine, TimeSpan timeout, TimeProvider time) => (_engine, _timeout, _time) = (engine, timeout, time);

    /// <summary>Whether it is a file of our own.</summary>
    public bool IsSqlite => _engine is SqliteEngine;

    /// <summary>Makes the object, and opens nothing yet.</summary>
    /// <param name="options">Where the store is.</param>
    /// <param name="baseDirectory">What a relative path of a file starts from.</param>
    /// <param name="time">The clock.</param>
    public static Database Create(StorageOptions options, string baseDirectory, TimeProvider time) => new(
        options.Postgres is { } postgres
            ? new PostgresEngine(postgres, options.Timeout)
            : new SqliteEngine(Path.GetFullPath(Path.Combine(baseDirectory, options.Sqlite)), options.Timeout),
        options.Timeout,
        time);

    /// <summary>Brings the tables up to date; does nothing where they are. Any number of replicas may do so at once.</summary>
    /// <exception cref="StoreUnavailableException">The store does not answer, or it is too new for this program, which the message then says.</exception>
    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        using (var guard = new StoreGuard(_engine, _timeout, cancellationToken))
        {
            await guard.RunAsync(_engine.PrepareAsync);
        }

        // Most starts find nothing to do, and need not wait for anyone.
        if (!await RunAsync(Migrator.IsCurrentAsync, isChange: false, _timeout, cancellationToken))
        {
            await RunAsync(Migrator.MigrateAsync, isChange: true, Migrator.Patience, cancellationToken);
        }
    }

    /// <summary>Reads, all as of one moment.</summary>
    public Task<T> ReadAsync<T>(Func<StoreSession, Task<T>> read, CancellationToken cancellationToken) =>
        RunAsync(calls => read(new StoreSession(calls)), isChange: false, _timeout, cancellationToken);

    /// <summary>Changes the store in one transaction, while nobody else does; an exception of the function takes all of it back.</summary>
    /// <remarks>Not to be called from within another change, for which it would wait.</remarks>
    public Task<T> ChangeAsync<T>(Func<StoreSession, Task<T>> change, CancellationToken cancellationToken) =>
        RunAsync(
            async calls =>
            {
                // A newer program may have changed the tables under our feet.
                await Migrator.RefuseTooNewAsync(calls);
                return await change(new StoreSession(calls));
            },
            isChange: true,
            _timeout,
            cancellationToken);

    /// <summary>Writes a copy of the whole store as of one moment to a file that is not there yet; changes go on meanwhile.</summary>
    /// <exception cref="StoreConflictException">The file is there already.</exception>
    /// <exception cref="InvalidOperationException">The store is not SQLite.</exception>
    public async Task BackupAsync(string file, CancellationToken cancellationToken)
    {
        var sqlite = _engine as SqliteEngine ?? throw new InvalidOperationException("PostgreSQL is backed up with its own tools, such as pg_dump.");
        using var guard = new StoreGuard(_engine, Timeout.InfiniteTimeSpan, cancellationToken);
        await guard.RunAsync(token => SqliteBackup.RunAsync(sqlite, file, token));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        _turn.Dispose();
    }

    private async Task<T> RunAsync<T>(Func<StoreCalls, Task<T>> work, bool isChange, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var guard = new StoreGuard(_engine, timeout, cancellationToken);
        if (isChange)
        {
            // One of our own waits here, and holds no connection; those of other replicas meet in the database.
            await guard.RunAsync(_turn.WaitAsync);
        }

        try
        {
            await using var transaction = await guard.RunAsync(token => _engine.BeginAsync(isChange, token));
            var result = await work(new StoreCalls(transaction, guard, _engine.Dialect, _time, isChange));
            await CommitAsync(transaction, guard, timeout, cancellationToken);
            return result;
        }
        finally
        {
            if (isChange)
            {
                _turn.Release();
            }
        }
    }

    private async Task CommitAsync(StoreTransaction transaction, StoreGuard guard, TimeSpan timeout, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await guard.RunAsync(static _ => Task.CompletedTask);

        // From here on only time calls it off: a caller that goes away in this moment would leave open whether there was a change.
        using var last = new StoreGuard(_engine, timeout, CancellationToken.None);
        await last.RunAsync(transaction.CommitAsync);
    }
}
