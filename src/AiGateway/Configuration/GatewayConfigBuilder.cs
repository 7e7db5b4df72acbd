using AiGateway.Authentication;
using AiGateway.Health;
using AiGateway.Providers;
using AiGateway.Secrets;
using AiGateway.Upstream;

namespace AiGateway.Configuration;

/// <summary>Makes a <see cref="GatewayConfig"/> of validated options.</summary>
internal sealed class GatewayConfigBuilder(ProviderRegistry registry, UpstreamClients clients, KeyHealth keys)
{
    /// <summary>Makes a snapshot. Providers that have not changed keep their connections.</summary>
    public GatewayConfig Build(GatewayOptions options, string version)
    {
        var providers = options.Providers.Values.ToDictionary(
            static provider => provider.Name,
            provider => new ProviderEntry(provider, registry.Create(provider), clients.For(provider), keys),
            StringComparer.OrdinalIgnoreCase);
        var pools = options.Models.Values.Select(model => new Pool(model, isDirect: false, clients.Dispatcher));
        var direct = options.AllowDirectModels
            ? providers.Keys.ToDictionary(static name => name, Direct, StringComparer.OrdinalIgnoreCase)
            : [];
        var ring = KeyMaterial.ToRing(options.Secrets);
        return new GatewayConfig(options, version, new ModelIndex(pools, direct), providers, new VirtualKeyIndex(options, ring)) { KeyRing = ring };
    }

    private Pool Direct(string provider) => new(
        new ModelOptions { Name = $"{provider}/*", Targets = [new TargetOptions { Provider = provider, UpstreamModel = "*" }] },
        isDirect: true,
        clients.Dispatcher);
}
