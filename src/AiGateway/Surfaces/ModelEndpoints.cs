using AiGateway.Configuration;
using AiGateway.Exchanges;
using AiGateway.Protocol.Formats.OpenAIChat;
using AiGateway.Providers;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AiGateway.Surfaces;

/// <summary>The models that a caller may ask for, in OpenAI's shape.</summary>
internal static class ModelEndpoints
{
    private static readonly OpenAIChatFormat ErrorFormat = new();

    /// <summary>Maps <c>/v1/models</c> and <c>/v1/models/{id}</c>; an id may contain slashes, escaped or not.</summary>
    public static void MapModels(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/models", List);
        routes.MapGet("/v1/models/{**id}", static (HttpContext context, string id, SnapshotStore<GatewayConfig> store) => GetAsync(context, id, store));
    }

    private static JsonHttpResult<ModelList> List(HttpContext context, SnapshotStore<GatewayConfig> store)
    {
        var caller = context.Features.GetRequiredFeature<Caller>();
        var config = store.Current;
        var names = config.Models.Names.Concat(config.DirectNames).Where(caller.MayUse).Distinct(StringComparer.Ordinal);
        return TypedResults.Json(new ModelList("list", [.. names.Select(name => Describe(name, config, store.LoadedAt))]), ModelJson.Default.ModelList);
    }

    private static async Task GetAsync(HttpContext context, string id, SnapshotStore<GatewayConfig> store)
    {
        // The server leaves %2F in paths as it is, since it is no separator; here it is part of the name.
        var name = id.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        var config = store.Current;
        if (config.Models.Find(name) is not { } pool || (!pool.IsExact && !ModelNames.IsSound(name)) || !context.Features.GetRequiredFeature<Caller>().MayUse(name))
        {
            await ErrorWriter.WriteAsync(context, ErrorFormat, GatewayErrors.ModelNotFound(name), RequestIds.New(), config.Options.AnswerHeaders);
            return;
        }

        await TypedResults.Json(Describe(name, config, store.LoadedAt), ModelJson.Default.ModelEntry).ExecuteAsync(context);
    }

    private static ModelEntry Describe(string name, GatewayConfig config, DateTimeOffset loadedAt)
    {
        var providers = config.Models.Find(name)!.Deployments.Select(static d => d.ProviderName).Distinct(StringComparer.OrdinalIgnoreCase).ToArray();
        return new ModelEntry(name, "model", loadedAt.ToUnixTimeSeconds(), providers is [var only] ? only : "aigateway");
    }
}
