using System.Data;
using System.Net.Sockets;
using AiGateway.Configuration;
using Npgsql;

namespace AiGateway.Storage;

/// <summary>PostgreSQL: a database that several replicas share.</summary>
internal sealed class PostgresEngine : StoreEngine
{
    private const int MostConnections = 20;
    private readonly NpgsqlDataSource _source;
    private readonly TimeSpan _timeout;

    /// <summary>Makes the object, and connects to nothing yet.</summary>
    /// <param name="connection">The connection string, whose own words win over ours but for the times.</param>
    /// <param name="timeout">How long one call may take.</param>
    public PostgresEngine(Secret connection, TimeSpan timeout)
    {
        var text = new NpgsqlConnectionStringBuilder(connection.Reveal());
        if (!text.ShouldSerialize("Maximum Pool Size"))
        {
            text.MaxPoolSize = MostConnections;
        }

        text.ApplicationName ??= "AiGateway";
        text.Timeout = (int)Math.Ceiling(timeout.TotalSeconds);
        // The guard's time is exact; these are for when the server does not even answer a cancellation.
        text.CommandTimeout = 0;
        text.CancellationTimeout = 500;
        // Row values belong into no message.
        text.IncludeErrorDetail = false;
        _timeout = timeout;
        _source = new NpgsqlDataSourceBuilder(text.ConnectionString).Build();
    }

    /// <inheritdoc/>
    public override string Name => "PostgreSQL";

    /// <inheritdoc/>
    public override StoreDialect Dialect => StoreDialect.Postgres;

    /// <inheritdoc/>
    public override Task PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override async Task<StoreTransaction> BeginAsync(bool isChange, CancellationToken cancellationToken)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            var connection = await _source.OpenConnectionAsync(cancellationToken);
            try
            {
                return await PostgresTransactionScope.BeginAsync(connection, isChange, _timeout, cancellationToken);
            }
            catch (Exception exception)
            {
                var isStale = isFirst && exception is NpgsqlException && connection.State != ConnectionState.Open && !cancellationToken.IsCancellationRequested;
                // Back in the pool it is cleaned; a transaction that was begun is rolled back there.
                await connection.DisposeAsync();
                if (!isStale)
                {
                    throw;
                }

                // It lay in the pool while the server went away and came back, and its neighbours too. Nothing was done with it yet.
                _source.Clear();
            }
        }
    }

    /// <inheritdoc/>
    public override StoreFailure? Judge(Exception exception) => exception switch
    {
        OperationCanceledException or PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } => new StoreFailure(StoreFailureKind.CalledOff, exception.Message),
        PostgresException conflict when conflict.SqlState.StartsWith("23", StringComparison.Ordinal) =>
            new StoreFailure(StoreFailureKind.Conflict, "The store has an entry of this id already, or lacks what this one refers to."),
        PostgresException refusal => new StoreFailure(StoreFailureKind.Unavailable, $"{refusal.MessageText} ({refusal.SqlState})"),
        NpgsqlException { InnerException: TimeoutException } => new StoreFailure(StoreFailureKind.CalledOff, exception.Message),
        NpgsqlException or IOException or TimeoutException or SocketException or ObjectDisposedException => new StoreFailure(StoreFailureKind.Unavailable, exception.Message),
        _ => null,
    };

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => _source.DisposeAsync();
}
