namespace AiGateway.Protocol.Embeddings;

/// <summary>One thing to embed. The nested types are the whole set.</summary>
public abstract record EmbeddingInput
{
    private EmbeddingInput()
    {
    }

    /// <summary>A text.</summary>
    /// <param name="Value">The text.</param>
    public sealed record Text(string Value) : EmbeddingInput;

    /// <summary>A text already cut into tokens, which only OpenAI and Azure understand.</summary>
    /// <param name="Ids">The tokens by their numbers in the model's own vocabulary.</param>
    public sealed record Tokens(IReadOnlyList<int> Ids) : EmbeddingInput;
}
