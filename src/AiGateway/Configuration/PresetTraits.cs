using AiGateway.Providers.OpenAICompatible;

namespace AiGateway.Configuration;

/// <summary>What the reader must know of a preset to check a provider that names it.</summary>
/// <param name="NeedsKey">Whether the vendor answers nobody without a key.</param>
/// <param name="IsLocal">Whether its ready-made address is on this machine, which must be allowed.</param>
internal sealed record PresetTraits(bool NeedsKey, bool IsLocal)
{
    /// <summary>The presets this build knows, by name.</summary>
    public static IReadOnlyDictionary<string, PresetTraits> Known { get; } = Preset.ByName.ToDictionary(
        static preset => preset.Key,
        static preset => new PresetTraits(preset.Value.NeedsKey, preset.Value.IsLocal),
        StringComparer.OrdinalIgnoreCase);
}
