namespace AiGateway.Fakes.Answers;

/// <summary>One part of a semantic answer; each piece becomes one event where the answer is streamed.</summary>
public abstract record AnswerPart(IReadOnlyList<string> Pieces)
{
    /// <summary>The pieces joined.</summary>
    public string Whole => string.Concat(Pieces);
}

/// <summary>Text the caller is to see.</summary>
public sealed record TextPart(IReadOnlyList<string> Pieces) : AnswerPart(Pieces);

/// <summary>Thinking that comes before the text; invisible on OpenAI's chat API, where it only counts.</summary>
public sealed record ReasoningPart(IReadOnlyList<string> Pieces) : AnswerPart(Pieces);

/// <summary>A refusal; providers without such a field say it as text and finish accordingly.</summary>
public sealed record RefusalPart(IReadOnlyList<string> Pieces) : AnswerPart(Pieces);

/// <summary>A call of one of the caller's tools; the pieces are those of the arguments' JSON text.</summary>
/// <param name="Name">The tool's name.</param>
/// <param name="Id">The call's id; null lets the fake make one in its provider's form.</param>
public sealed record ToolCallPart(string Name, string? Id, IReadOnlyList<string> Pieces) : AnswerPart(Pieces);
