using AiGateway.Configuration;
using AiGateway.Exchanges;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Formats.OpenAIChat;
using AiGateway.Providers;

namespace AiGateway.Surfaces;

/// <summary>The models that a caller may ask for, in OpenAI's shape.</summary>
internal static class ModelEndpoints
{
    private static readonly OpenAIChatFormat ErrorFormat = new();

    /// <summary>Maps <c>/v1/models</c> and <c>/v1/models/{id}</c>; an id may contain slashes, escaped or not.</summary>
    public static void MapModels(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/models", static (HttpContext context, SnapshotStore<GatewayConfig> store) => ListAsync(context, store));
        routes.MapGet("/v1/models/{**id}", static (HttpContext context, string id, SnapshotStore<GatewayConfig> store) => GetAsync(context, id, store));
    }

    private static async Task ListAsync(HttpContext context, SnapshotStore<GatewayConfig> store)
    {
        var caller = context.Features.GetRequiredFeature<Caller>();
        var config = store.Current;
        if (!caller.MayUseSurface(SurfaceTable.Models))
        {
            await RefuseAsync(context, config, GatewayErrors.SurfaceForbidden(SurfaceTable.Models));
            return;
        }

        var names = config.Models.Names.Concat(config.DirectNames).Where(caller.MayUse).Distinct(StringComparer.Ordinal);
        await TypedResults.Json(new ModelList("list", [.. names.Select(name => Describe(name, config, store.LoadedAt))]), ModelJson.Default.ModelList).ExecuteAsync(context);
    }

    private static async Task GetAsync(HttpContext context, string id, SnapshotStore<GatewayConfig> store)
    {
        // The server leaves %2F in paths as it is, since it is no separator; here it is part of the name.
        var name = id.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        var config = store.Current;
        var caller = context.Features.GetRequiredFeature<Caller>();
        if (!caller.MayUseSurface(SurfaceTable.Models))
        {
            await RefuseAsync(context, config, GatewayErrors.SurfaceForbidden(SurfaceTable.Models));
            return;
        }

        if (config.Models.Find(name) is not { } pool || (!pool.IsExact && !ModelNames.IsSound(name)) || !caller.MayUse(name))
        {
            await RefuseAsync(context, config, GatewayErrors.ModelNotFound(name));
            return;
        }

        await TypedResults.Json(Describe(name, config, store.LoadedAt), ModelJson.Default.ModelEntry).ExecuteAsync(context);
    }

    private static Task RefuseAsync(HttpContext context, GatewayConfig config, GatewayError error) =>
        ErrorWriter.WriteAsync(context, ErrorFormat, error, RequestIds.New(), config.Options.AnswerHeaders);

    private static ModelEntry Describe(string name, GatewayConfig config, DateTimeOffset loadedAt)
    {
        var providers = config.Models.Find(name)!.Deployments.Select(static d => d.ProviderName).Distinct(StringComparer.OrdinalIgnoreCase).ToArray();
        return new ModelEntry(name, "model", loadedAt.ToUnixTimeSeconds(), providers is [var only] ? only : "aigateway");
    }
}
