namespace AiGateway.Protocol.Formats.OpenAIChat;

/// <summary>How a provider takes back the reasoning of earlier assistant turns.</summary>
public enum ReasoningEcho
{
    /// <summary>Not at all: it is left out and reported.</summary>
    None,

    /// <summary>As the string <c>reasoning_content</c> (DeepSeek, Moonshot, older vLLM).</summary>
    ReasoningContent,

    /// <summary>As the string <c>reasoning</c> (Groq, Ollama, newer vLLM).</summary>
    Reasoning,

    /// <summary>As <c>reasoning_content</c> and, where it is signed or encrypted, <c>thinking_blocks</c> (gateways such as this one).</summary>
    ThinkingBlocks,

    /// <summary>As OpenRouter's <c>reasoning_details</c>.</summary>
    ReasoningDetails,

    /// <summary>As <c>thinking</c> parts of the content (Mistral).</summary>
    ContentParts,
}
