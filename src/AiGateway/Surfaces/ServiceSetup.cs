using AiGateway.Audit;
using AiGateway.Authentication;
using AiGateway.Authentication.Jwt;
using AiGateway.Configuration;
using AiGateway.Exchanges;
using AiGateway.Explaining;
using AiGateway.Failover;
using AiGateway.Health;
using AiGateway.Management;
using AiGateway.Models;
using AiGateway.Observability;
using AiGateway.Providers;
using AiGateway.Routing;
using AiGateway.Secrets;
using AiGateway.Sharing;
using AiGateway.Storage;
using AiGateway.Upstream;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace AiGateway.Surfaces;

/// <summary>Registers the gateway's services, a method for each part.</summary>
internal static class ServiceSetup
{
    /// <summary>Callers are known by their virtual key, and whatever says nothing else demands one.</summary>
    public static IServiceCollection AddVirtualKeys(this IServiceCollection services, StorageOptions storage)
    {
        // Before ASP.NET's own, which stand back where there are others.
        services.AddSingleton<CallerHandlers>();
        services.AddSingleton<IAuthenticationHandlerProvider>(static provider => provider.GetRequiredService<CallerHandlers>());
        services.AddSingleton<IAuthenticationService, CallerAuthentication>();
        services.AddSingleton<IPolicyEvaluator, CallerPolicies>();
        // The core alone: the full set-up brings data protection along, whose keys nothing here needs.
        services.AddAuthenticationCore(static options =>
        {
            options.DefaultScheme = VirtualKeyHandler.SchemeName;
            options.AddScheme<VirtualKeyHandler>(VirtualKeyHandler.SchemeName, null);
        });
        services.AddSingleton<JwtIssuers>().AddHostedService(static provider => provider.GetRequiredService<JwtIssuers>()).AddSingleton<JwtAuthenticator>();
        services.AddSingleton(static provider => new KeyDirectory(
            provider.GetRequiredService<SnapshotStore<GatewayConfig>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<KeyDirectory>>(),
            provider.GetService<IKeyStore>(),
            provider.GetService<IStoreState>()));
        if (storage.Enabled)
        {
            services.AddSingleton<IKeyStore, DatabaseKeyStore>();
            services.AddSingleton<IStoreWatcher>(static provider => provider.GetRequiredService<KeyDirectory>());
        }

        services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        return services;
    }

    /// <summary>The exchange and what records it.</summary>
    public static IServiceCollection AddExchanges(this IServiceCollection services) => services
        .AddSingleton<SurfaceTable>()
        .AddSingleton<GatewayMeter>()
        .AddSingleton<IExchangeLog, RequestLog>();

    /// <summary>The store and what keeps it in order; nothing where there is none.</summary>
    public static IServiceCollection AddStorage(this IServiceCollection services, StorageOptions options)
    {
        if (!options.Enabled)
        {
            return services;
        }

        services.AddSingleton(provider => Database.Create(options, provider.GetRequiredService<IHostEnvironment>().ContentRootPath, provider.GetRequiredService<TimeProvider>()));
        if (options.KeepAudit is { } kept)
        {
            services.AddHostedService(provider => ActivatorUtilities.CreateInstance<AuditPruner>(provider, kept));
        }

        return services;
    }

    /// <summary>What has the configuration read again for what the store holds of it.</summary>
    public static IServiceCollection AddStoredSecrets(this IServiceCollection services, StorageOptions options, StoredSecrets stored) => options.Enabled
        ? services.AddSingleton(stored).AddSingleton<IStoreWatcher, StoredSecretWatcher>()
        : services;

    /// <summary>What changes the store, and the audit log without which nothing does.</summary>
    public static IServiceCollection AddManagement(this IServiceCollection services, StorageOptions options) => !options.Enabled ? services : services
        .AddSingleton<AuditFile>()
        .AddSingleton<AuditLog>()
        .AddSingleton<SecretReferences>()
        .AddSingleton<KeyManagement>()
        .AddSingleton<TeamManagement>()
        .AddSingleton<UserManagement>()
        .AddSingleton<SecretManagement>()
        .AddSingleton<AdminTokenManagement>();

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

    /// <summary>What replicas tell each other, and where they look for what others have changed.</summary>
    public static IServiceCollection AddSharing(this IServiceCollection services, GatewayOptions options)
    {
        // First, so that it ends last: the others say goodbye through it.
        services.AddSingleton<RedisConnection>().AddHostedService(static provider => provider.GetRequiredService<RedisConnection>());
        services.AddSingleton<ReplicaName>();
        services.AddSingleton(static provider => ActivatorUtilities.CreateInstance<RedisReplicas>(provider));
        services.AddHostedService(static provider => provider.GetRequiredService<RedisReplicas>());
        if (options.Storage.Enabled)
        {
            services.AddSingleton<IChangeSource, StoreChanges>();
            services.AddSingleton(static provider => new ChangeFeed(
                provider.GetRequiredService<IChangeSource>(),
                provider.GetServices<IStoreWatcher>,
                provider.GetRequiredService<GatewayOptions>().Storage,
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<GatewayMeter>(),
                provider.GetRequiredService<ILogger<ChangeFeed>>()));
            services.AddSingleton<IStoreState>(static provider => provider.GetRequiredService<ChangeFeed>());
            services.AddSingleton<IChangeNotice>(static provider => provider.GetRequiredService<ChangeFeed>());
            services.AddHostedService<RedisNotices>();
            services.AddHostedService(static provider => provider.GetRequiredService<ChangeFeed>());
        }

        return services;
    }

    /// <summary>What speaks to providers.</summary>
    public static IServiceCollection AddUpstream(this IServiceCollection services) => services
        .AddSingleton<ProviderRegistry>()
        .AddSingleton<UpstreamClients>()
        .AddSingleton<ModelListProber>()
        .AddHostedService(static provider => provider.GetRequiredService<ModelListProber>())
        .AddSingleton<AttemptRequestTransform>()
        .AddSingleton<AttemptResponseTransform>();
}
