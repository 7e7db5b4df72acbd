using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace AiGateway.Storage;

/// <summary>What failures of SQLite mean.</summary>
internal static class SqliteErrors
{
    /// <inheritdoc cref="StoreEngine.Judge"/>
    public static StoreFailure? Judge(Exception exception) => exception switch
    {
        OperationCanceledException or SqliteException { SqliteErrorCode: raw.SQLITE_INTERRUPT } => new StoreFailure(StoreFailureKind.CalledOff, exception.Message),
        SqliteException { SqliteErrorCode: raw.SQLITE_CONSTRAINT } => new StoreFailure(StoreFailureKind.Conflict, "The store has an entry of this id already, or lacks what this one refers to."),
        SqliteException sqlite => new StoreFailure(StoreFailureKind.Unavailable, Reason(sqlite)),
        IOException or UnauthorizedAccessException or ObjectDisposedException => new StoreFailure(StoreFailureKind.Unavailable, exception.Message),
        _ => null,
    };

    private static string Reason(SqliteException exception) => exception.SqliteErrorCode switch
    {
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => "another process holds its lock.",
        raw.SQLITE_READONLY or raw.SQLITE_PERM => "the file, or its folder, may not be written.",
        raw.SQLITE_FULL => "the disk is full.",
        raw.SQLITE_CORRUPT => "the file is damaged. Restore a backup.",
        raw.SQLITE_NOTADB => "the file is no SQLite database.",
        raw.SQLITE_CANTOPEN => "the file cannot be opened: it is missing, or this process may not.",
        _ => exception.Message,
    };
}
