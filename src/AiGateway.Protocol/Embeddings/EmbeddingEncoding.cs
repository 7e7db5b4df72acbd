namespace AiGateway.Protocol.Embeddings;

/// <summary>How vectors are written in an answer.</summary>
public enum EmbeddingEncoding
{
    /// <summary>An array of numbers.</summary>
    Float,

    /// <summary>Base64 of little-endian 32-bit floats, which openai-python asks for unless it is told otherwise.</summary>
    Base64,
}
