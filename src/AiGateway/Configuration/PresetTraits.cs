namespace AiGateway.Configuration;

/// <summary>What the reader must know of a preset to check a provider that names it.</summary>
/// <param name="NeedsKey">Whether the vendor answers nobody without a key.</param>
/// <param name="IsLocal">Whether its ready-made address is on this machine, which must be allowed.</param>
internal sealed record PresetTraits(bool NeedsKey, bool IsLocal)
{
    /// <summary>The presets this build knows, by name.</summary>
    public static IReadOnlyDictionary<string, PresetTraits> Known { get; } =
        new Dictionary<string, PresetTraits>(StringComparer.OrdinalIgnoreCase)
        {
            ["groq"] = new(NeedsKey: true, IsLocal: false),
            ["deepseek"] = new(NeedsKey: true, IsLocal: false),
            ["xai"] = new(NeedsKey: true, IsLocal: false),
            ["openrouter"] = new(NeedsKey: true, IsLocal: false),
            ["together"] = new(NeedsKey: true, IsLocal: false),
            ["fireworks"] = new(NeedsKey: true, IsLocal: false),
            ["ollama"] = new(NeedsKey: false, IsLocal: true),
            ["vllm"] = new(NeedsKey: false, IsLocal: true),
        };
}
