namespace AiGateway.Protocol.Formats;

/// <summary>What an answer writer needs beyond the answer.</summary>
public sealed class AnswerWriteContext
{
    /// <summary>A token unique to the request, letters and digits only, from which the answer's id is made where the provider gave none.</summary>
    public required string IdSeed { get; init; }

    /// <summary>Unix seconds, for answers whose provider does not say when they were made.</summary>
    public required long Created { get; init; }

    /// <summary>The model to name where the provider named none.</summary>
    public required string Model { get; init; }

    /// <summary>Whether a streamed answer is to carry usage where the format makes that optional.</summary>
    public bool IncludeUsage { get; init; }
}
