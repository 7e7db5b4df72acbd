namespace AiGateway.Protocol.Formats.AnthropicMessages;

/// <summary>How a model is told to think.</summary>
internal enum ThinkingStyle
{
    /// <summary>It cannot.</summary>
    None,

    /// <summary>By <c>thinking.type: enabled</c> with a budget in tokens.</summary>
    Budget,

    /// <summary>By <c>thinking.type: adaptive</c> with an effort.</summary>
    Adaptive,
}
