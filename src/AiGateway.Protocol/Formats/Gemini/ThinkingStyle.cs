namespace AiGateway.Protocol.Formats.Gemini;

/// <summary>How a model is told how much to think.</summary>
internal enum ThinkingStyle
{
    /// <summary>It cannot be told.</summary>
    None,

    /// <summary>By <c>thinkingBudget</c>, in tokens.</summary>
    Budget,

    /// <summary>By <c>thinkingLevel</c>.</summary>
    Level,
}
