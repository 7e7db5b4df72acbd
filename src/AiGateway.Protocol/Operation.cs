namespace AiGateway.Protocol;

/// <summary>What a caller asks a provider to do, whatever the dialect.</summary>
public enum Operation
{
    /// <summary>A chat answer, whole or streamed.</summary>
    Chat,

    /// <summary>Vectors for texts.</summary>
    Embeddings,
}
