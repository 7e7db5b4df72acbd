using AiGateway.Configuration;

namespace AiGateway.Admin;

/// <summary>Registers the admin API.</summary>
internal static class AdminSetup
{
    /// <summary>Whether there is an admin API, which is only with a store.</summary>
    public static bool IsWanted(GatewayOptions options) => options.Storage.Enabled && options.Admin.Enabled;

    /// <summary>Adds what runs it, where there is one.</summary>
    /// <param name="services">The services.</param>
    /// <param name="options">What is configured.</param>
    /// <param name="output">Where the one-time token of the first start is printed.</param>
    public static IServiceCollection AddAdmin(this IServiceCollection services, GatewayOptions options, TextWriter output)
    {
        if (!IsWanted(options))
        {
            return services;
        }

        return services
            .AddSingleton(new OperatorConsole(output))
            .AddSingleton(static provider => new BruteForceGuard(provider.GetRequiredService<TimeProvider>()))
            .AddSingleton<AdminServer>()
            .AddHostedService(static provider => provider.GetRequiredService<AdminServer>())
            .AddHostedService<BootstrapNotice>();
    }
}
