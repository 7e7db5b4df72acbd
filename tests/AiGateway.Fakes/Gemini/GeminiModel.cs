namespace AiGateway.Fakes.Gemini;

/// <summary>What differs between Gemini models, read from the name.</summary>
internal sealed record GeminiModel(string Name)
{
    public bool IsEmbedding => Name.Contains("embedding", StringComparison.Ordinal);

    /// <summary>Whether thought signatures are demanded back, calls have ids, and thinking goes by level.</summary>
    public bool Third => Name.StartsWith("gemini-3", StringComparison.Ordinal);

    /// <summary>Whether the model thinks at all.</summary>
    public bool Thinks => Third || Name.StartsWith("gemini-2.5", StringComparison.Ordinal);

    /// <summary>Whether the model thinks even when told not to.</summary>
    public bool AlwaysThinks => Third || Name.StartsWith("gemini-2.5-pro", StringComparison.Ordinal);

    /// <summary>Whether thinking can be set to its least level.</summary>
    public bool Minimal => Third && Name.Contains("flash", StringComparison.Ordinal);
}
