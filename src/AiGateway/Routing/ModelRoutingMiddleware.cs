using AiGateway.Exchanges;
using AiGateway.Providers;

namespace AiGateway.Routing;

/// <summary>Finds the pool of the model asked for, within what the caller's key may use.</summary>
internal sealed class ModelRoutingMiddleware(RequestDelegate next)
{
    /// <summary>Handles one request.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<Exchange>() is not { } exchange)
        {
            return next(context);
        }

        var name = exchange.ModelAsked;
        // A name that fills in a pattern may end up in a URL; one that was configured is the operator's own.
        if (exchange.Config.Models.Find(name) is not { } pool || (!pool.IsExact && !ModelNames.IsSound(name)))
        {
            return exchange.Gate.FailAsync(GatewayErrors.ModelNotFound(name)).AsTask();
        }

        if (!exchange.Caller.MayUse(name))
        {
            return exchange.Gate.FailAsync(GatewayErrors.ModelForbidden(name)).AsTask();
        }

        exchange.RouteTo(pool, name);
        var total = pool.Options.Timeouts.Total;
        exchange.StartTotal(exchange.TimeoutAsked is { } asked && asked < total ? asked : total);
        return next(context);
    }
}
