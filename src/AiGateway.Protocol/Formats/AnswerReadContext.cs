namespace AiGateway.Protocol.Formats;

/// <summary>What an answer reader may need beyond the bytes.</summary>
public sealed class AnswerReadContext
{
    /// <summary>A token unique to the request, letters and digits only, from which ids are made where the provider gives none.</summary>
    public required string IdSeed { get; init; }

    /// <summary>
    /// The tool that stood in for a <c>response_format</c> the model does not know, as <see cref="RequestWriteContext.JsonTool"/> said when
    /// the request was written; its arguments are read as the answer's text. Null where none did.
    /// </summary>
    public string? JsonTool { get; init; }
}
