namespace AiGateway.Fakes.Answers;

/// <summary>A call of one of the caller's tools; the pieces are those of the arguments' JSON text.</summary>
/// <param name="Name">The tool's name.</param>
/// <param name="Id">The call's id; null lets the fake make one in its provider's form.</param>
public sealed record ToolCallPart(string Name, string? Id, IReadOnlyList<string> Pieces) : AnswerPart(Pieces);
