using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace AiGateway.Storage;

/// <summary>SQLite: a file that this process, and the commands beside it, share through the write-ahead log.</summary>
internal sealed class SqliteEngine : StoreEngine
{
    private readonly SqliteConnectionStringBuilder _connection;

    /// <summary>Makes the object, and opens nothing yet.</summary>
    /// <param name="file">The database file's full path.</param>
    /// <param name="timeout">How long a lock of somebody else is waited for.</param>
    public SqliteEngine(string file, TimeSpan timeout)
    {
        File = file;
        _connection = new SqliteConnectionStringBuilder
        {
            DataSource = file,
            // The file is made by us, with the right permissions, or not at all.
            Mode = SqliteOpenMode.ReadWrite,
            ForeignKeys = true,
            Pooling = true,
            // Whole seconds are all it takes; the guard's own time is exact.
            DefaultTimeout = (int)Math.Ceiling(timeout.TotalSeconds),
        };
    }

    /// <summary>The database file's full path.</summary>
    public string File { get; }

    /// <inheritdoc/>
    public override string Name => $"SQLite, {File}";

    /// <inheritdoc/>
    public override StoreDialect Dialect => StoreDialect.Sqlite;

    /// <summary>Makes an empty file for its owner alone; nothing where it is there.</summary>
    public static void CreateFile(string file)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite | FileShare.Delete };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var made = new FileStream(file, options);
    }

    /// <inheritdoc/>
    public override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (!System.IO.File.Exists(File))
        {
            OwnersFolder.Make(Path.GetDirectoryName(File)!);
            CreateFile(File);
        }

        await using var connection = Open();
        await using var command = connection.CreateCommand();
        // Readers and the one writer do not hinder each other then. The file itself remembers it.
        command.CommandText = "PRAGMA journal_mode = WAL";
        if (await command.ExecuteScalarAsync(cancellationToken) is not "wal")
        {
            throw new IOException("The file system does not let SQLite keep a write-ahead log; a local disk does.");
        }
    }

    /// <inheritdoc/>
    public override async Task<StoreTransaction> BeginAsync(bool isChange, CancellationToken cancellationToken)
    {
        var connection = Open();
        try
        {
            return await SqliteTransactionScope.BeginAsync(connection, isChange, cancellationToken);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>A connection from the pool.</summary>
    public SqliteConnection Open()
    {
        var connection = new SqliteConnection(_connection.ConnectionString);
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            // A key that was shown, or a secret that was taken, is still there after a power cut. Changes are too rare for its price to matter.
            command.CommandText = "PRAGMA synchronous = FULL";
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override StoreFailure? Judge(Exception exception)
    {
        if (exception is SqliteException { SqliteErrorCode: raw.SQLITE_IOERR or raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB or raw.SQLITE_CANTOPEN })
        {
            // The file may be another one when it is well again.
            ClearPool();
        }

        return SqliteErrors.Judge(exception);
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        ClearPool();
        return ValueTask.CompletedTask;
    }

    private void ClearPool()
    {
        using var connection = new SqliteConnection(_connection.ConnectionString);
        SqliteConnection.ClearPool(connection);
    }
}
