namespace AiGateway.Protocol.Formats;

/// <summary>What an answer reader may need beyond the bytes.</summary>
public sealed class AnswerReadContext
{
    /// <summary>A token unique to the request, letters and digits only, from which ids are made where the provider gives none.</summary>
    public required string IdSeed { get; init; }
}
