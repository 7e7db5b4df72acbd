using Dapper;

namespace AiGateway.Storage;

/// <summary>Runs the statements of one transaction, each within the time there is for one.</summary>
internal sealed class StoreCalls(StoreTransaction transaction, StoreGuard guard, StoreDialect dialect, TimeProvider time, bool mayChange)
{
    /// <summary>Where the SQL differs.</summary>
    public StoreDialect Dialect => dialect;

    /// <summary>The clock.</summary>
    public TimeProvider Time => time;

    /// <summary>The first row, or null.</summary>
    public Task<T?> FirstAsync<T>(string sql, object? parameters = null)
        where T : class =>
        guard.RunAsync(token => transaction.Connection.QueryFirstOrDefaultAsync<T>(Command(sql, parameters, token)));

    /// <summary>All rows.</summary>
    public Task<IReadOnlyList<T>> ListAsync<T>(string sql, object? parameters = null) =>
        guard.RunAsync(async token => (IReadOnlyList<T>)(await transaction.Connection.QueryAsync<T>(Command(sql, parameters, token))).AsList());

    /// <summary>The one number there is; 0 for SQL's null.</summary>
    public Task<long> NumberAsync(string sql, object? parameters = null) =>
        guard.RunAsync(token => transaction.Connection.ExecuteScalarAsync<long>(Command(sql, parameters, token)));

    /// <summary>Changes rows, and gives their number.</summary>
    /// <exception cref="InvalidOperationException">This is a reading, not a change.</exception>
    public Task<int> ExecuteAsync(string sql, object? parameters = null) => mayChange
        ? guard.RunAsync(token => transaction.Connection.ExecuteAsync(Command(sql, parameters, token)))
        : throw new InvalidOperationException("A reading of the store changes nothing.");

    private CommandDefinition Command(string sql, object? parameters, CancellationToken token) =>
        new(sql, parameters, transaction.Handle, cancellationToken: token);
}
