using AiGateway.Protocol.Chat;

namespace AiGateway.Protocol.Tests.Chat;

public class ChoiceTrackerTests
{
    [Fact]
    public void Nothing_is_not_finished()
    {
        var tracker = new ChoiceTracker();
        tracker.Observe(new ChatEvent.Started("id", "m", null));
        tracker.Observe(new ChatEvent.UsageReported(new TokenUsage()));
        (tracker.Any, tracker.AllFinished).ShouldBe((false, false));
    }

    [Fact]
    public void One_choice_ends_once_it_has_said_so()
    {
        var tracker = new ChoiceTracker();
        tracker.Observe(new ChatEvent.TextDelta(0, "a"));
        (tracker.Any, tracker.AllFinished).ShouldBe((true, false));
        tracker.Observe(new ChatEvent.Finished(0, FinishReason.Stop, null));
        (tracker.Any, tracker.AllFinished).ShouldBe((true, true));
    }

    [Fact]
    public void An_end_between_two_choices_is_none()
    {
        var tracker = new ChoiceTracker();
        tracker.Observe(new ChatEvent.TextDelta(0, "a"));
        tracker.Observe(new ChatEvent.ToolCallStarted(1, 0, "call", "f"));
        tracker.Observe(new ChatEvent.Finished(0, FinishReason.Stop, null));
        tracker.AllFinished.ShouldBeFalse("choice 1 has begun");
        tracker.Observe(new ChatEvent.Finished(1, FinishReason.ToolCalls, null));
        tracker.AllFinished.ShouldBeTrue();
    }

    [Fact]
    public void Choices_that_were_asked_for_are_waited_for()
    {
        var tracker = new ChoiceTracker(3);
        tracker.Observe(new ChatEvent.Finished(0, FinishReason.Stop, null));
        tracker.Observe(new ChatEvent.Finished(2, FinishReason.Stop, null));
        tracker.AllFinished.ShouldBeFalse();
        tracker.Observe(new ChatEvent.Finished(1, FinishReason.ContentFilter, null));
        tracker.AllFinished.ShouldBeTrue();
    }

    [Fact]
    public void Every_kind_of_content_begins_a_choice()
    {
        ChatEvent[] contents =
        [
            new ChatEvent.TextDelta(1, "a"), new ChatEvent.ReasoningDelta(1, "a"), new ChatEvent.ReasoningSignature(1, "a"), new ChatEvent.RedactedReasoning(1, "a"),
            new ChatEvent.RefusalDelta(1, "a"), new ChatEvent.ToolCallStarted(1, 0, "a", "f"), new ChatEvent.ToolCallDelta(1, 0, "a"), new ChatEvent.AudioDelta(1, null, "a", null, null),
        ];
        contents.Where(static content => content.IsContent).Select(static content => content.GetType()).ShouldBe(
            typeof(ChatEvent).GetNestedTypes().Where(static type => type.GetProperty(nameof(ChatEvent.IsContent))!.DeclaringType == type), ignoreOrder: true);
        foreach (var content in contents)
        {
            var tracker = new ChoiceTracker();
            tracker.Observe(content);
            tracker.Observe(new ChatEvent.Finished(0, FinishReason.Stop, null));
            tracker.AllFinished.ShouldBeFalse(content.ToString());
        }
    }

    [Fact]
    public void Indexes_beyond_the_mask_share_its_last_bit()
    {
        var tracker = new ChoiceTracker(128);
        for (var choice = 0; choice < 63; choice++)
        {
            tracker.Observe(new ChatEvent.Finished(choice, FinishReason.Stop, null));
        }

        tracker.AllFinished.ShouldBeFalse();
        tracker.Observe(new ChatEvent.TextDelta(int.MaxValue, "a"));
        tracker.Observe(new ChatEvent.Finished(100, FinishReason.Stop, null));
        tracker.AllFinished.ShouldBeTrue();
    }
}
