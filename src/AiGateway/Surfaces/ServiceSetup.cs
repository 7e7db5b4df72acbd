using AiGateway.Authentication;
using AiGateway.Authentication.Jwt;
using AiGateway.Configuration;
using AiGateway.Exchanges;
using AiGateway.Explaining;
using AiGateway.Failover;
using AiGateway.Health;
using AiGateway.Models;
using AiGateway.Observability;
using AiGateway.Providers;
using AiGateway.Routing;
using AiGateway.Storage;
using AiGateway.Upstream;
using Microsoft.AspNetCore.Authorization;

namespace AiGateway.Surfaces;

/// <summary>Registers the gateway's services, a method for each part.</summary>
internal static class ServiceSetup
{
    /// <summary>Callers are known by their virtual key, and whatever says nothing else demands one.</summary>
    public static IServiceCollection AddVirtualKeys(this IServiceCollection services)
    {
        // The core alone: the full set-up brings data protection along, whose keys nothing here needs.
        services.AddAuthenticationCore(static options =>
        {
            options.DefaultScheme = VirtualKeyHandler.SchemeName;
            options.AddScheme<VirtualKeyHandler>(VirtualKeyHandler.SchemeName, null);
        });
        services.AddWebEncoders();
        services.AddTransient<VirtualKeyHandler>();
        services.AddSingleton(static provider => new KeyDirectory(
            provider.GetRequiredService<SnapshotStore<GatewayConfig>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<KeyDirectory>>(),
            provider.GetService<IKeyStore>(),
            provider.GetService<IStoreState>()));
        services.AddSingleton<JwtIssuers>().AddHostedService(static provider => provider.GetRequiredService<JwtIssuers>()).AddSingleton<JwtAuthenticator>();
        services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        return services;
    }

    /// <summary>The exchange and what records it.</summary>
    public static IServiceCollection AddExchanges(this IServiceCollection services) => services
        .AddSingleton<SurfaceTable>()
        .AddSingleton<GatewayMeter>()
        .AddSingleton<IExchangeLog, RequestLog>();

    /// <summary>What is known of targets at run time; it outlives the snapshots.</summary>
    public static IServiceCollection AddHealth(this IServiceCollection services) => services
        .AddSingleton<CooldownTable>()
        .AddSingleton<TargetHealth>()
        .AddSingleton<KeyHealth>()
        .AddSingleton<RetryBudget>()
        .AddSingleton<TargetStats>();

    /// <summary>What decides where a request may go.</summary>
    public static IServiceCollection AddModelRouting(this IServiceCollection services) => services
        .AddSingleton(ModelCatalog.BuiltIn)
        .AddSingleton<TargetFactsIndex>()
        .AddSingleton<Eligibility>();

    /// <summary>What says what would become of a request.</summary>
    public static IServiceCollection AddExplaining(this IServiceCollection services) => services
        .AddSingleton<Chances>()
        .AddSingleton<TargetExplainer>()
        .AddSingleton<ModelExplainer>()
        .AddSingleton<Explainer>();

    /// <summary>What loops over attempts.</summary>
    public static IServiceCollection AddFailover(this IServiceCollection services) => services
        .AddSingleton<FailoverPipelines>()
        .AddSingleton<TargetReadiness>()
        .AddSingleton<OutcomeReporter>()
        .AddSingleton<Hedges>()
        .AddSingleton<Mirror>();

    /// <summary>What speaks to providers.</summary>
    public static IServiceCollection AddUpstream(this IServiceCollection services) => services
        .AddSingleton<ProviderRegistry>()
        .AddSingleton<UpstreamClients>()
        .AddSingleton<ModelListProber>()
        .AddHostedService(static provider => provider.GetRequiredService<ModelListProber>())
        .AddSingleton<AttemptRequestTransform>()
        .AddSingleton<AttemptResponseTransform>();
}
