namespace AiGateway.Protocol.Chat;

/// <summary>How much the model should think before it answers.</summary>
public sealed record ReasoningOptions
{
    /// <summary>OpenAI's words: none, minimal, low, medium, high, xhigh, max; null where only a budget was given.</summary>
    public string? Effort { get; init; }

    /// <summary>A budget in tokens where the caller gave one (Anthropic's <c>budget_tokens</c>, Gemini's <c>thinkingBudget</c>); −1 lets the model decide.</summary>
    public long? BudgetTokens { get; init; }

    /// <summary>Whether the caller asked to see the thoughts; null where not said.</summary>
    public bool? IncludeThoughts { get; init; }
}
