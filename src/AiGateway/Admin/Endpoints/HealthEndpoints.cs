using AiGateway.Admin.Answers;
using AiGateway.Admin.Bodies;
using AiGateway.Audit;
using AiGateway.Configuration;
using AiGateway.Health;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AiGateway.Admin.Endpoints;

/// <summary>Providers, models and their targets: how they are on this replica, and the end of a rest.</summary>
internal static class HealthEndpoints
{
    private const string Tag = "health";

    /// <summary>Maps <c>/admin/providers</c>, <c>/admin/models</c> and <c>/admin/rests</c>.</summary>
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/providers", ListProviders).For(AdminPolicies.Viewer, "listProviders", "Lists the providers with their keys and how they are", Tag);
        routes.MapGet("/providers/{name}", GetProvider).For(AdminPolicies.Viewer, "getProvider", "Tells how a provider and its keys are", Tag);
        routes.MapGet("/models", ListModels).For(AdminPolicies.Viewer, "listModels", "Lists the models with their targets and how they are", Tag);
        routes.MapGet("/models/{**name}", GetModel).For(AdminPolicies.Viewer, "getModel", "Tells how the targets of a model are, by any name that callers may ask for", Tag);
        routes.MapGet("/rests", ListRests).For(AdminPolicies.Viewer, "listRests", "Lists what rests because it failed", Tag);
        routes.MapPost("/rests/end", EndRestAsync).For(AdminPolicies.Operator, "endRest", "Ends a rest on this replica at once", Tag);
    }

    private static PageAnswer<ProviderAnswer> ListProviders(SnapshotStore<GatewayConfig> store, HealthView view) =>
        new([.. store.Current.Options.Providers.Values.OrderBy(static p => p.Name, StringComparer.OrdinalIgnoreCase).Select(p => view.Of(p, store.Current))], null);

    private static ProviderAnswer GetProvider(string name, SnapshotStore<GatewayConfig> store, HealthView view) =>
        store.Current is var config && config.Options.Providers.TryGetValue(name, out var provider)
            ? view.Of(provider, config)
            : throw new AdminProblemException(ProblemKind.NotFound, "There is no provider of this name.", "name");

    private static PageAnswer<ModelAnswer> ListModels(SnapshotStore<GatewayConfig> store, HealthView view) =>
        new([.. store.Current is var config ? config.Options.Models.Values.OrderBy(static m => m.Name, StringComparer.Ordinal).Select(m => view.Of(m.Name, config)!) : []], null);

    private static ModelAnswer GetModel(string name, SnapshotStore<GatewayConfig> store, HealthView view) =>
        // The server leaves %2F in paths as it is, since it is no separator; here it is part of the name.
        view.Of(name.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase), store.Current)
            ?? throw new AdminProblemException(ProblemKind.NotFound, "No model answers to this name.", "name");

    private static PageAnswer<RestAnswer> ListRests(CooldownTable cooldowns) => new(
        [.. cooldowns.Resting.Select(static rest => HealthView.Of(rest.Key, rest.Left)).OrderBy(static r => r.Provider, StringComparer.OrdinalIgnoreCase).ThenBy(static r => r.Model, StringComparer.Ordinal).ThenBy(static r => r.Key, StringComparer.Ordinal)],
        null);

    private static async Task<NoContent> EndRestAsync(RestBody body, HttpContext context, CooldownTable cooldowns, AuditLog audit, CancellationToken cancellationToken)
    {
        WriteRules.Check(context.Features.GetRequiredFeature<AdminIdentity>(), "rest", body);
        var key = new HealthKey(body.Provider, body.Model ?? "", body.Key ?? "");
        if (cooldowns.Resting.FirstOrDefault(rest => rest.Key.Equals(key)) is not { Left.Ticks: > 0 } resting)
        {
            throw new AdminProblemException(ProblemKind.NotFound, "Nothing of this description rests on this replica.");
        }

        var subject = string.Join('/', ((string[])[resting.Key.Provider, resting.Key.Model, resting.Key.Key]).Where(static part => part.Length > 0));
        await audit.ChangeAsync(
            AdminRequest.ActorOf(context),
            (_, trail) =>
            {
                trail.Add("rest.end", "rest", subject, new { resting.Key.Provider, resting.Key.Model, resting.Key.Key }, null);
                return Task.FromResult(true);
            },
            cancellationToken);
        cooldowns.Close(key);
        return TypedResults.NoContent();
    }
}
