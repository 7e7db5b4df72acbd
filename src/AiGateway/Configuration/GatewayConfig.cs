using AiGateway.Authentication;
using AiGateway.Providers;
using AiGateway.Secrets;

namespace AiGateway.Configuration;

/// <summary>One immutable snapshot of all that requests need: read once by each, replaced as a whole by a reload.</summary>
/// <param name="Options">What was configured.</param>
/// <param name="Version">Which snapshot this is.</param>
/// <param name="Models">The pools by name.</param>
/// <param name="Providers">The providers by name (case-insensitive).</param>
/// <param name="Keys">The callers' keys.</param>
internal sealed record GatewayConfig(
    GatewayOptions Options,
    string Version,
    ModelIndex Models,
    IReadOnlyDictionary<string, ProviderEntry> Providers,
    VirtualKeyIndex Keys)
{
    /// <summary>The master keys and peppers; null where there are none, which is only without a store.</summary>
    public KeyRing? KeyRing { get; init; }

    /// <summary>Names that can be asked for without being configured and that are worth listing: those of the built-in provider.</summary>
    public IEnumerable<string> DirectNames => Options.AllowDirectModels
        ? Providers.Values.SelectMany(static provider => provider.Provider.KnownModels.Select(model => $"{provider.Name}/{model}"))
        : [];
}
