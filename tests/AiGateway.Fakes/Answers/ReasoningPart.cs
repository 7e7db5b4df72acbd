namespace AiGateway.Fakes.Answers;

/// <summary>Thinking that comes before the text; invisible on OpenAI's chat API, where it only counts.</summary>
public sealed record ReasoningPart(IReadOnlyList<string> Pieces) : AnswerPart(Pieces);
