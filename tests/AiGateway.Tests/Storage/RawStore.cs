using System.Data;
using System.Data.Common;
using AiGateway.Tests.Hosting;
using Dapper;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace AiGateway.Tests.Storage;

/// <summary>A store's database past the program, as somebody else's tool has it.</summary>
internal static class RawStore
{
    /// <summary>Opens a connection.</summary>
    public static async Task<DbConnection> OpenAsync(TestStore store)
    {
        DbConnection connection = store.Options.Postgres is { } postgres
            ? new NpgsqlConnection(postgres.Reveal())
            : new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = store.File, Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>Runs a statement.</summary>
    public static async Task ExecuteAsync(TestStore store, string sql)
    {
        await using var connection = await OpenAsync(store);
        await connection.ExecuteAsync(sql, commandType: CommandType.Text);
    }

    /// <summary>Asks for a number.</summary>
    public static async Task<long> NumberAsync(TestStore store, string sql)
    {
        await using var connection = await OpenAsync(store);
        return await connection.ExecuteScalarAsync<long>(sql);
    }
}
