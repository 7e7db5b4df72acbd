using AiGateway.Audit;

namespace AiGateway.Management;

/// <summary>Registers what changes the store, and the audit log without which nothing does.</summary>
internal static class ManagementRegistration
{
    /// <summary>Adds them; only where there is a store.</summary>
    public static IServiceCollection AddManagement(this IServiceCollection services) => services
        .AddSingleton<AuditFile>()
        .AddSingleton<AuditLog>()
        .AddSingleton<SecretReferences>()
        .AddSingleton<KeyManagement>()
        .AddSingleton<TeamManagement>()
        .AddSingleton<UserManagement>()
        .AddSingleton<SecretManagement>()
        .AddSingleton<AdminTokenManagement>();
}
