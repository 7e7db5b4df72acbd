using AiGateway.Configuration;
using AiGateway.Health;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AiGateway.Surfaces;

/// <summary>What orchestrators and load balancers ask. Open to everyone, and tells nothing of the configuration.</summary>
internal static class HealthEndpoints
{
    /// <summary>Maps <c>/health/live</c> (the process runs) and <c>/health/ready</c> (it takes requests; 503 while it shuts down).</summary>
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", static () => TypedResults.Json(new HealthReport("live", null), HealthJson.Default.HealthReport)).AllowAnonymous();
        routes.MapGet("/health/ready", Ready).AllowAnonymous();
    }

    private static JsonHttpResult<HealthReport> Ready(IHostApplicationLifetime lifetime, SnapshotStore<GatewayConfig> store, CooldownTable cooldowns) =>
        lifetime.ApplicationStopping.IsCancellationRequested
            ? TypedResults.Json(new HealthReport("stopping", store.Version), HealthJson.Default.HealthReport, statusCode: StatusCodes.Status503ServiceUnavailable)
            : TypedResults.Json(new HealthReport("ready", store.Version, cooldowns.Resting.Count is > 0 and var count ? count : null), HealthJson.Default.HealthReport);
}
