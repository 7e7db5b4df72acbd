namespace AiGateway.Fakes.Answers;

/// <summary>Token counts in disjoint buckets; each fake adds them up as its provider does.</summary>
/// <param name="Input">Input tokens that no cache served.</param>
/// <param name="Output">Visible output tokens.</param>
/// <param name="CacheRead">Input tokens read from the provider's cache.</param>
/// <param name="CacheWrite">Input tokens written to the provider's cache (Anthropic, OpenAI).</param>
/// <param name="Reasoning">Output tokens spent on thinking.</param>
public sealed record FakeUsage(int Input, int Output, int CacheRead = 0, int CacheWrite = 0, int Reasoning = 0)
{
    /// <summary>All input tokens.</summary>
    public int AllInput => Input + CacheRead + CacheWrite;

    /// <summary>All output tokens.</summary>
    public int AllOutput => Output + Reasoning;
}
