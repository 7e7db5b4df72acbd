namespace AiGateway.Protocol.Chat;

/// <summary>The kinds of tools.</summary>
public enum ChatToolKind
{
    /// <summary>A function of the caller's with JSON arguments.</summary>
    Function,

    /// <summary>OpenAI's custom tool with free-text input.</summary>
    Custom,

    /// <summary>A tool that the provider runs itself (web search, code execution), known by its type.</summary>
    Provider,
}
