using AiGateway.Admin;
using AiGateway.Authentication;
using AiGateway.Configuration;
using AiGateway.Exchanges;
using AiGateway.Failover;
using AiGateway.Models;
using AiGateway.Observability;
using AiGateway.Routing;
using AiGateway.Secrets;
using AiGateway.Sharing;
using AiGateway.Storage;
using AiGateway.Surfaces;
using AiGateway.Upstream;

namespace AiGateway;

/// <summary>Puts the gateway together: the table of contents of the whole application.</summary>
internal static class GatewayHost
{
    /// <summary>Serves until the process is told to stop.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="errors">Where a refused start says why.</param>
    /// <returns>0, or 1 where the start was refused.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter errors)
    {
        WebApplication? app;
        try
        {
            app = Build(args, errors);
        }
        catch (Exception exception) when (StartupReport.FromException(exception) is { } problem)
        {
            return StartupReport.Refuse([problem], errors);
        }

        if (app is null)
        {
            return StartupReport.RefusedExitCode;
        }

        await using (app)
        {
            return await StartLine.RunAsync(app, errors);
        }
    }

    /// <summary>Builds the application without starting it; null where the configuration is refused.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="errors">Where a refused start says why.</param>
    /// <param name="environment">What the configuration takes from outside; null for the process's own.</param>
    /// <param name="configure">A last word on the services, for commands and tests.</param>
    /// <param name="prepare">A first word on the configuration, for commands.</param>
    public static WebApplication? Build(
        string[] args, TextWriter errors, ReaderEnvironment? environment = null, Action<WebApplicationBuilder>? configure = null, Action<WebApplicationBuilder>? prepare = null)
    {
        var builder = WebApplication.CreateBuilder(args);
        prepare?.Invoke(builder);
        builder.ConfigureListening();
        environment = Complete(environment ?? new ReaderEnvironment { BaseDirectory = builder.Environment.ContentRootPath });
        var result = builder.AddGatewayConfiguration(out var accepted, environment);
        if (result.Options is not { } options)
        {
            StartupReport.Refuse(result.Problems, errors);
            return null;
        }

        if (AdminSetup.IsWanted(options) && AdminUrls.FindOverlap(options.Admin.Urls, builder.Configuration) is { } overlap)
        {
            StartupReport.Refuse([overlap], errors);
            return null;
        }

        builder.AddGatewayLogging(options.Log);
        builder.Services
            .AddSingleton(TimeProvider.System)
            .AddStorage(options.Storage)
            .AddStoredSecrets(options.Storage, environment.Stored!)
            .AddManagement(options.Storage)
            .AddVirtualKeys(options.Storage)
            .AddExchanges()
            .AddHealth()
            .AddUpstream()
            .AddSingleton<GatewayConfigBuilder>()
            .AddModelRouting()
            .AddSharing(options)
            .AddFailover()
            .AddExplaining()
            .AddConfigurationSnapshot(
                static (services, options, version) => services.GetRequiredService<GatewayConfigBuilder>().Build(options, version),
                static (services, _) => services.GetRequiredService<ModelListProber>().Look())
            .AddGatewayProxy(accepted)
            .AddAdmin(options, errors);
        configure?.Invoke(builder);

        var app = builder.Build();
        app.UseMiddleware<FrontMiddleware>();
        app.UseMiddleware<CallerAddressMiddleware>();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapHealth();
        app.MapModels();
        app.MapReverseProxy(static proxy =>
        {
            proxy.UseMiddleware<ExchangeMiddleware>();
            proxy.UseMiddleware<ModelRoutingMiddleware>();
            proxy.UseMiddleware<FailoverMiddleware>();
            // From here on once for each attempt, on the attempt's own context.
            proxy.UseSessionAffinity();
            proxy.UseLoadBalancing();
            proxy.UsePassiveHealthChecks();
        }).WithSurfaces(app.Services.GetRequiredService<SurfaceTable>());
        return app;
    }

    /// <summary>Adds what the reading of the configuration asks the other parts.</summary>
    public static ReaderEnvironment Complete(ReaderEnvironment environment) => environment with
    {
        IsPriced = ModelCatalog.BuiltIn.IsPriced,
        Surfaces = new SurfaceTable().Names,
        PostgresProblem = PostgresText.ProblemOf,
        RedisProblem = RedisText.ProblemOf,
        Stored = environment.Stored ?? new StoredSecrets(storage => StoreReading.Ask(storage, environment.BaseDirectory)),
    };
}
