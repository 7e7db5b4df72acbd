namespace AiGateway.Fakes.Answers;

/// <summary>A refusal; providers without such a field say it as text and finish accordingly.</summary>
public sealed record RefusalPart(IReadOnlyList<string> Pieces) : AnswerPart(Pieces);
