using AiGateway.Audit;
using AiGateway.Configuration;
using AiGateway.Explaining;
using AiGateway.Health;
using AiGateway.Management;
using AiGateway.Sharing;
using AiGateway.Storage;

namespace AiGateway.Admin;

/// <summary>What the admin API has of the gateway's: the very same objects, which the gateway makes and disposes of.</summary>
internal static class AdminSharing
{
    /// <summary>Registers them.</summary>
    public static void Share(IServiceCollection services, IServiceProvider gateway)
    {
        Share<TimeProvider>(services, gateway);
        Share<ILoggerFactory>(services, gateway);
        Share<SnapshotStore<GatewayConfig>>(services, gateway);
        Share<ConfigurationReloader<GatewayConfig>>(services, gateway);
        Share<BruteForceGuard>(services, gateway);
        Share<CooldownTable>(services, gateway);
        Share<TargetHealth>(services, gateway);
        Share<TargetStats>(services, gateway);
        Share<IChangeNotice>(services, gateway);
        Share<IStoreState>(services, gateway);
        Share<Database>(services, gateway);
        Share<RedisConnection>(services, gateway);
        Share<RedisReplicas>(services, gateway);
        Share<Explainer>(services, gateway);
        Share<AuditLog>(services, gateway);
        Share<KeyManagement>(services, gateway);
        Share<TeamManagement>(services, gateway);
        Share<UserManagement>(services, gateway);
        Share<SecretManagement>(services, gateway);
        Share<AdminTokenManagement>(services, gateway);
    }

    private static void Share<T>(IServiceCollection services, IServiceProvider gateway)
        where T : class => services.AddSingleton(gateway.GetRequiredService<T>());
}
