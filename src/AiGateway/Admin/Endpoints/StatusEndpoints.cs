using System.Reflection;
using AiGateway.Admin.Answers;
using AiGateway.Configuration;
using AiGateway.Health;
using AiGateway.Sharing;
using AiGateway.Storage;

namespace AiGateway.Admin.Endpoints;

/// <summary>How this replica is.</summary>
internal static class StatusEndpoints
{
    /// <summary>Maps <c>/admin/status</c> and <c>/admin/replicas</c>.</summary>
    public static void MapStatus(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/status", StatusAsync).For(AdminPolicies.Viewer, "getStatus", "Tells how this replica is", "status");
        routes.MapGet("/replicas", ListReplicasAsync).For(AdminPolicies.Viewer, "listReplicas", "Lists the replicas that run, as Redis knows them; without Redis this one alone", "status");
    }

    private static async Task<PageAnswer<ReplicaAnswer>> ListReplicasAsync(RedisReplicas replicas, CancellationToken cancellationToken) => new(
        [.. (await replicas.ListAsync(cancellationToken)).Select(static replica => new ReplicaAnswer(replica.Id, replica.Configuration, replica.Since, replica.StoreNumber, replica.IsSelf))],
        null);

    private static async Task<StatusAnswer> StatusAsync(
        SnapshotStore<GatewayConfig> store, Database database, IStoreState state, StartTime start, CooldownTable cooldowns, RedisConnection redis, TimeProvider time, CancellationToken cancellationToken) => new(
            typeof(StatusEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0",
            Environment.MachineName,
            start.At,
            Math.Round((time.GetUtcNow() - start.At).TotalSeconds, 3),
            store.Version,
            new StoreAnswer(database.IsSqlite ? "sqlite" : "postgres", state.IsKnown, Math.Round(state.SilentFor.TotalSeconds, 3)),
            redis.IsConfigured ? redis.IsUp : null,
            cooldowns.Resting.Count,
            await CountAsync(database, cancellationToken));

    private static async Task<CountsAnswer?> CountAsync(Database database, CancellationToken cancellationToken)
    {
        try
        {
            return await database.ReadAsync(
                static async session => new CountsAnswer(
                    await session.Keys.CountAsync(), await session.Teams.CountAsync(), await session.Users.CountAsync(), await session.Secrets.CountAsync(), await session.Tokens.CountAsync()),
                cancellationToken);
        }
        catch (StoreUnavailableException)
        {
            // The rest of the answer is what somebody needs who looks for the reason.
            return null;
        }
    }
}
