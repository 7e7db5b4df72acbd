using AiGateway.Configuration;
using AiGateway.Exchanges;
using AiGateway.Protocol.Chat;
using AiGateway.Providers;

namespace AiGateway.Routing;

/// <summary>Finds the pool of the model asked for, within what the caller's key may use.</summary>
internal sealed class ModelRoutingMiddleware(RequestDelegate next, GatewayMeter meter)
{
    /// <summary>Handles one request.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<Exchange>() is not { } exchange)
        {
            return next(context);
        }

        var name = exchange.ModelAsked;
        if (Check(exchange, name) is { } problem)
        {
            return exchange.Gate.FailAsync(problem).AsTask();
        }

        var pool = exchange.Config.Models.Find(name)!;
        if (exchange.FallbacksAsked.Count > 0 && CheckFallbacks(exchange, pool) is { } refusal)
        {
            return exchange.Gate.FailAsync(refusal).AsTask();
        }

        exchange.RouteTo(pool, name);
        var total = pool.Options.Timeouts.Total;
        exchange.StartTotal(exchange.TimeoutAsked is { } asked && asked < total ? asked : total);
        return pool.Options.Affinity ? CountSavingsAsync(context, exchange) : next(context);
    }

    /// <summary>Affinity is worth what the providers then read from their caches.</summary>
    private async Task CountSavingsAsync(HttpContext context, Exchange exchange)
    {
        try
        {
            await next(context);
        }
        finally
        {
            if (exchange.Decisive is { Pool.Options: { Affinity: true, Name: var model }, Deployment.ProviderName: var provider, Usage.CacheRead: > 0 and var tokens })
            {
                meter.CachedTokens(model, provider, tokens);
            }
        }
    }

    /// <summary>The reason why the caller may not name the fallbacks that it names, or null.</summary>
    public static GatewayError? CheckFallbacks(Exchange exchange, Pool pool)
    {
        if (!pool.Options.CallerFallbacks)
        {
            return GatewayErrors.FallbacksForbidden(exchange.ModelAsked);
        }

        foreach (var name in exchange.FallbacksAsked)
        {
            if (Check(exchange, name) is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    /// <summary>The reason why the caller may not ask for a name, or null.</summary>
    public static GatewayError? Check(Exchange exchange, string name)
    {
        // A name that fills in a pattern may end up in a URL; one that was configured is the operator's own.
        if (exchange.Config.Models.Find(name) is not { } pool || (!pool.IsExact && !ModelNames.IsSound(name)))
        {
            return GatewayErrors.ModelNotFound(name);
        }

        return exchange.Caller.MayUse(name) ? null : GatewayErrors.ModelForbidden(name, exchange.Caller.Forbidder(name));
    }
}
