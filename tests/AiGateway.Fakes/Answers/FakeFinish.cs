namespace AiGateway.Fakes.Answers;

/// <summary>Why a semantic answer ends; each fake says it in its provider's word.</summary>
public enum FakeFinish
{
    Stop,
    StopSequence,
    Length,
    ToolCalls,
    ContentFilter,
}
