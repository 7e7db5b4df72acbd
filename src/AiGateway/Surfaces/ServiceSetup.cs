using AiGateway.Authentication;
using AiGateway.Exchanges;
using AiGateway.Observability;
using AiGateway.Providers;
using AiGateway.Upstream;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;

namespace AiGateway.Surfaces;

/// <summary>Registers the gateway's services, a method for each part.</summary>
internal static class ServiceSetup
{
    /// <summary>Callers are known by their virtual key, and whatever says nothing else demands one.</summary>
    public static IServiceCollection AddVirtualKeys(this IServiceCollection services)
    {
        services.AddAuthentication(VirtualKeyHandler.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, VirtualKeyHandler>(VirtualKeyHandler.SchemeName, null);
        services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        return services;
    }

    /// <summary>The exchange and what records it.</summary>
    public static IServiceCollection AddExchanges(this IServiceCollection services) => services
        .AddSingleton<SurfaceTable>()
        .AddSingleton<IExchangeLog, RequestLog>();

    /// <summary>What speaks to providers.</summary>
    public static IServiceCollection AddUpstream(this IServiceCollection services) => services
        .AddSingleton<ProviderRegistry>()
        .AddSingleton<UpstreamClients>()
        .AddSingleton<AttemptRequestTransform>()
        .AddSingleton<AttemptResponseTransform>();
}
