namespace AiGateway.Configuration;

/// <summary>The providers and model names that are there without being configured, given that the environment has the key.</summary>
internal static class ReadyMade
{
    /// <summary>The environment variable whose value is a virtual key of its own, with the variable's name as its id.</summary>
    public const string VirtualKeyVariable = "AIGATEWAY_KEY";

    /// <summary>The provider that is always there.</summary>
    public const string MockProvider = "mock";

    /// <summary>One row a provider. The first key variable that is set is taken.</summary>
    public static IReadOnlyList<ReadyMadeProvider> Providers { get; } =
    [
        new(MockProvider, ProviderType.Mock, [], []),
        new("openai", ProviderType.OpenAI, ["OPENAI_API_KEY"],
            ["gpt-*", "o1*", "o3*", "o4*", "chatgpt-*", "text-embedding-3-*", "text-embedding-ada-*"]),
        new("anthropic", ProviderType.Anthropic, ["ANTHROPIC_API_KEY"], ["claude-*"]),
        new("gemini", ProviderType.Gemini, ["GEMINI_API_KEY", "GOOGLE_API_KEY"], ["gemini-*"]),
        new("mistral", ProviderType.Mistral, ["MISTRAL_API_KEY"],
            ["mistral-*", "ministral-*", "magistral-*", "codestral-*", "devstral-*", "pixtral-*", "open-mistral-*"]),
        new("groq", ProviderType.OpenAICompatible, ["GROQ_API_KEY"], []),
        new("deepseek", ProviderType.OpenAICompatible, ["DEEPSEEK_API_KEY"], ["deepseek-*"]),
        new("xai", ProviderType.OpenAICompatible, ["XAI_API_KEY"], ["grok-*"]),
        new("openrouter", ProviderType.OpenAICompatible, ["OPENROUTER_API_KEY"], []),
        new("together", ProviderType.OpenAICompatible, ["TOGETHER_API_KEY"], []),
        new("fireworks", ProviderType.OpenAICompatible, ["FIREWORKS_API_KEY"], []),
    ];
}
