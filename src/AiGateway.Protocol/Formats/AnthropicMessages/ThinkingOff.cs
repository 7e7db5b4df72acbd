namespace AiGateway.Protocol.Formats.AnthropicMessages;

/// <summary>How a model is told not to think.</summary>
internal enum ThinkingOff
{
    /// <summary>By saying nothing: it thinks only when asked.</summary>
    Unsaid,

    /// <summary>By <c>thinking.type: disabled</c>.</summary>
    Disabled,

    /// <summary>By <c>thinking.type: between_tools</c>, the least it can do.</summary>
    BetweenTools,

    /// <summary>Not at all; the lowest effort comes nearest.</summary>
    Never,
}
