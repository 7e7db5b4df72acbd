using Microsoft.Data.Sqlite;

namespace AiGateway.Storage;

/// <summary>Copies an SQLite store while it is in use, with SQLite's own means for it.</summary>
internal static class SqliteBackup
{
    /// <summary>Writes the copy to a file of another name first, so that the file wanted is there as a whole or not at all.</summary>
    public static Task RunAsync(SqliteEngine source, string file, CancellationToken cancellationToken)
    {
        var target = Path.GetFullPath(file);
        RefuseExisting(target);
        var unfinished = Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.{Guid.NewGuid():N}");
        try
        {
            SqliteEngine.CreateFile(unfinished);
            Copy(source, unfinished, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            File.Move(unfinished, target, overwrite: false);
            return Task.CompletedTask;
        }
        catch (IOException) when (File.Exists(target))
        {
            RefuseExisting(target);
            throw;
        }
        finally
        {
            foreach (var left in (string[])["", "-journal", "-wal", "-shm"])
            {
                File.Delete(unfinished + left);
            }
        }
    }

    private static void Copy(SqliteEngine source, string file, CancellationToken cancellationToken)
    {
        var name = new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadWrite, Pooling = false };
        using var copy = new SqliteConnection(name.ConnectionString);
        copy.Open();
        using (var connection = source.Open())
        {
            // In one step: under the write-ahead log it sees one moment, and hinders no writer.
            connection.BackupDatabase(copy);
        }

        cancellationToken.ThrowIfCancellationRequested();
        using var check = copy.CreateCommand();
        // One file is all there is to a copy then. Its reader sets the log up anew.
        check.CommandText = "PRAGMA journal_mode = DELETE; PRAGMA integrity_check";
        using var answers = check.ExecuteReader();
        answers.NextResult();
        if (!answers.Read() || answers.GetString(0) != "ok")
        {
            throw new IOException("The copy is not sound, so it was thrown away. The store itself may be damaged.");
        }
    }

    private static void RefuseExisting(string file)
    {
        if (File.Exists(file) || Directory.Exists(file))
        {
            throw new StoreConflictException($"{file} is there already, and is not overwritten.");
        }
    }
}
