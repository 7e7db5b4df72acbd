using System.Text.Json.Nodes;
using AiGateway.Admin.Answers;
using AiGateway.Audit;
using AiGateway.Configuration;

namespace AiGateway.Admin.Endpoints;

/// <summary>The configuration in force on this replica, what is wrong with the one on disk, and its reload.</summary>
internal static class ConfigurationEndpoints
{
    private const string Tag = "configuration";

    /// <summary>Maps <c>/admin/configuration</c> and what is below it.</summary>
    public static void MapConfiguration(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/configuration", State).For(AdminPolicies.Viewer, "getConfiguration", "Tells which configuration is in force and what was wrong with the last reload", Tag);
        routes.MapGet("/configuration/effective", Effective)
            .For(AdminPolicies.Viewer, "getEffectiveConfiguration", "Shows the configuration in force with every default, and with every secret masked", Tag);
        routes.MapPost("/configuration/reload", ReloadAsync).For(AdminPolicies.Operator, "reloadConfiguration", "Reads the configuration of this replica now", Tag);
    }

    private static ConfigurationAnswer State(SnapshotStore<GatewayConfig> store) => new(
        store.Version, store.LoadedAt, [.. store.Problems.Select(Of)], [.. store.Current.Options.Warnings.Select(Of)], store.FailedReloads);

    private static JsonObject Effective(SnapshotStore<GatewayConfig> store) => EffectiveConfiguration.Of(store.Current.Options);

    private static async Task<ConfigurationAnswer> ReloadAsync(
        HttpContext context, SnapshotStore<GatewayConfig> store, ConfigurationReloader<GatewayConfig> reloader, AuditLog audit, CancellationToken cancellationToken)
    {
        await audit.ChangeAsync(
            AdminRequest.ActorOf(context),
            (_, trail) =>
            {
                trail.Add("configuration.reload", "configuration", store.Version, new { store.Version }, null);
                return Task.FromResult(true);
            },
            cancellationToken);
        reloader.Reload();
        return State(store);
    }

    private static ConfigurationProblemAnswer Of(ConfigurationProblem problem) => new(problem.Path, problem.Message);
}
