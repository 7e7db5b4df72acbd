namespace AiGateway.Storage;

/// <summary>Removes audit records that are older than they are to be kept, at the start and then every hour. Replicas take turns, as with every change.</summary>
internal sealed partial class AuditPruner(Database database, TimeSpan kept, TimeProvider time, ILogger<AuditPruner> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = await PruneAsync(stoppingToken) ? Interval : AfterFailure;
            await Task.Delay(pause, time, stoppingToken);
        }
    }

    private async Task<bool> PruneAsync(CancellationToken cancellationToken)
    {
        try
        {
            await database.MigrateAsync(cancellationToken);
            long sum = 0;
            int pruned;
            do
            {
                // Each portion is a change of its own, so that others get their turn in between.
                pruned = await database.ChangeAsync(store => store.Audit.PruneAsync(time.GetUtcNow() - kept), cancellationToken);
                sum += pruned;
            }
            while (pruned == AuditTable.MostPruned);

            if (sum > 0)
            {
                LogPruned(sum);
            }

            return true;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // An outage is what to expect; but nothing here is worth the process.
            LogFailed(exception.Message);
            return false;
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "{Count} audit records were older than they are to be kept, and are gone")]
    private partial void LogPruned(long count);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "Old audit records could not be removed: {Reason}")]
    private partial void LogFailed(string reason);
}
