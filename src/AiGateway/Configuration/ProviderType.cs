namespace AiGateway.Configuration;

/// <summary>The kinds of upstream the gateway can speak to.</summary>
internal enum ProviderType
{
    /// <summary>OpenAI's own API.</summary>
    OpenAI,

    /// <summary>Anthropic's Messages API.</summary>
    Anthropic,

    /// <summary>Google's Gemini API (AI Studio keys).</summary>
    Gemini,

    /// <summary>Mistral's API.</summary>
    Mistral,

    /// <summary>Any service that speaks OpenAI's chat API at another address.</summary>
    OpenAICompatible,

    /// <summary>The built-in provider that answers without a network, for trying things out.</summary>
    Mock,
}
