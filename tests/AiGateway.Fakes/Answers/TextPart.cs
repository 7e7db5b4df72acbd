namespace AiGateway.Fakes.Answers;

/// <summary>Text the caller is to see.</summary>
public sealed record TextPart(IReadOnlyList<string> Pieces) : AnswerPart(Pieces);
