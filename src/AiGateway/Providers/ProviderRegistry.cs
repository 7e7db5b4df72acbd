using AiGateway.Configuration;
using AiGateway.Providers.Anthropic;
using AiGateway.Providers.Gemini;
using AiGateway.Providers.Mistral;
using AiGateway.Providers.Mock;
using AiGateway.Providers.OpenAI;
using AiGateway.Providers.OpenAICompatible;

namespace AiGateway.Providers;

/// <summary>The kinds of providers there are. A new one is one line here.</summary>
internal sealed class ProviderRegistry
{
    private readonly Dictionary<ProviderType, Func<ProviderOptions, IProvider>> _kinds = new()
    {
        [ProviderType.OpenAI] = static _ => new OpenAIProvider(),
        [ProviderType.Anthropic] = static _ => new AnthropicProvider(),
        [ProviderType.Gemini] = static _ => new GeminiProvider(),
        [ProviderType.Mistral] = static _ => new MistralProvider(),
        [ProviderType.OpenAICompatible] = static options => new OpenAICompatibleProvider(Preset.Find(options.Preset)),
        [ProviderType.Mock] = static _ => new MockProvider(),
    };

    /// <summary>Makes the provider that an entry describes.</summary>
    public IProvider Create(ProviderOptions options) => _kinds[options.Type](options);
}
