using AiGateway.Fakes.Answers;

namespace AiGateway.Fakes.Honest;

/// <summary>An answer with everything decided that the test left open.</summary>
/// <param name="Answer">The answer.</param>
/// <param name="Call">What it answers to.</param>
/// <param name="Finish">Why it ends.</param>
/// <param name="Usage">Its usage; null where it is left out.</param>
internal sealed record SettledAnswer(FakeAnswer Answer, ChatCall Call, FakeFinish Finish, FakeUsage? Usage)
{
    public string Model => Answer.Model ?? Call.Model;

    /// <summary>The sequence that ended the text; null where none did.</summary>
    public string? StopSequence => Finish == FakeFinish.StopSequence ? (Call.Stops.Count > 0 ? Call.Stops[0] : "STOP") : null;

    public static SettledAnswer For(FakeAnswer answer, ChatCall call)
    {
        var whole = answer;
        if (answer.IsHonest)
        {
            var honest = HonestAnswer.For(call);
            whole = answer with { Parts = honest.Parts, Finish = answer.Finish ?? honest.Finish };
        }

        var finish = whole.Finish ?? (whole.Parts.Any(part => part is ToolCallPart) ? FakeFinish.ToolCalls : FakeFinish.Stop);
        var usage = whole.UsageLeftOut ? null : whole.Usage ?? Counted(whole, call);
        return new SettledAnswer(whole, call, finish, usage);
    }

    private static FakeUsage Counted(FakeAnswer answer, ChatCall call)
    {
        var reasoning = answer.Parts.OfType<ReasoningPart>().Sum(part => FakeTokens.Count(part.Whole));
        var visible = answer.Parts.Where(part => part is not ReasoningPart).Sum(part => FakeTokens.Count(part.Whole));
        return new FakeUsage(call.InputTokens, visible * call.Choices, Reasoning: reasoning * call.Choices);
    }
}
