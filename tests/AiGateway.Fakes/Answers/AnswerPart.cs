namespace AiGateway.Fakes.Answers;

/// <summary>One part of a semantic answer; each piece becomes one event where the answer is streamed.</summary>
public abstract record AnswerPart(IReadOnlyList<string> Pieces)
{
    /// <summary>The pieces joined.</summary>
    public string Whole => string.Concat(Pieces);
}
