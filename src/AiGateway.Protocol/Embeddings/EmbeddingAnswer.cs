using AiGateway.Protocol.Chat;

namespace AiGateway.Protocol.Embeddings;

/// <summary>The vectors that answer an <see cref="EmbeddingRequest"/>.</summary>
public sealed record EmbeddingAnswer
{
    /// <summary>The model that answered; null where the provider does not say.</summary>
    public string? Model { get; init; }

    /// <summary>A vector for each input, in the inputs' order.</summary>
    public IReadOnlyList<float[]> Vectors { get; init; } = [];

    /// <summary>What it used, all of it <see cref="TokenUsage.Input"/>; null where the provider does not say.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>Set where the provider reported a failure inside a 200.</summary>
    public GatewayError? Error { get; init; }
}
