using AiGateway.Configuration;
using AiGateway.Exchanges;
using AiGateway.Health;
using AiGateway.Sharing;
using AiGateway.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AiGateway.Surfaces;

/// <summary>What orchestrators and load balancers ask. Open to everyone, and tells nothing of the configuration.</summary>
internal static class HealthEndpoints
{
    private const string Ok = "ok";
    private const string Unavailable = "unavailable";

    /// <summary>Maps <c>/health/live</c> (the process runs) and <c>/health/ready</c> (it takes requests; 503 while it shuts down).</summary>
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var services = routes.ServiceProvider;
        var state = services.GetService<IStoreState>();
        var redis = services.GetRequiredService<RedisConnection>();
        routes.MapGet("/health/live", static () => TypedResults.Json(new HealthReport("live", null), HealthJson.Default.HealthReport)).AllowAnonymous();
        routes.MapGet("/health/ready", (IHostApplicationLifetime lifetime, SnapshotStore<GatewayConfig> store, CooldownTable cooldowns, LogLosses losses) =>
            Ready(lifetime, new HealthReport(
                "ready",
                store.Version,
                cooldowns.Resting.Count is > 0 and var count ? count : null,
                StoreWord(state),
                RedisWord(redis),
                losses.Count is > 0 and var lost ? lost : null))).AllowAnonymous();
    }

    /// <summary>Ready whatever the store and Redis do: without them, requests are served with what is known, and the report says so.</summary>
    private static JsonHttpResult<HealthReport> Ready(IHostApplicationLifetime lifetime, HealthReport report) =>
        lifetime.ApplicationStopping.IsCancellationRequested
            ? TypedResults.Json(new HealthReport("stopping", report.Config), HealthJson.Default.HealthReport, statusCode: StatusCodes.Status503ServiceUnavailable)
            : TypedResults.Json(report, HealthJson.Default.HealthReport);

    private static string? StoreWord(IStoreState? state) => state switch
    {
        null => null,
        _ when state.SilentFor > TimeSpan.Zero => Unavailable,
        { IsKnown: false } => "starting",
        _ => Ok,
    };

    private static string? RedisWord(RedisConnection redis) => redis switch
    {
        { IsConfigured: false } => null,
        { IsUp: true } => Ok,
        _ => Unavailable,
    };
}
