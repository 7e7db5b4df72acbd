using System.Buffers;
using System.Text;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Formats;
using AiGateway.Protocol.Json;
using AiGateway.Protocol.Sse;
using AiGateway.Protocol.Tests.Golden;
using AiGateway.Protocol.Tests.Properties;

namespace AiGateway.Protocol.Tests.Formats;

/// <summary>A stream that is cut never looks whole: no reader makes up an end, and no writer either.</summary>
public class CutStreamTests
{
    public static TheoryData<string> Formats => new(TestFormats.Names);

    /// <summary>Every golden stream cut before each of its events: while a choice has not ended, nothing says that it has.</summary>
    [Theory]
    [MemberData(nameof(GoldenStreams.All), MemberType = typeof(GoldenStreams))]
    public void An_end_comes_from_the_provider_alone(string format, string name)
    {
        var frames = GoldenStreams.Frames(format, name);
        for (var kept = 0; kept <= frames.Count; kept++)
        {
            var reader = TestFormats.Get(format).CreateStreamReader(new AnswerReadContext { IdSeed = "seed" });
            var events = Read(reader, frames[..kept]);
            var before = events.Count;
            reader.Complete(events);
            if (reader.IsTerminated || SaidWhy(format, frames[..kept]))
            {
                continue;
            }

            events.Skip(before).Where(static e => e is ChatEvent.Finished or ChatEvent.ToolCallDelta).ShouldBeEmpty($"cut before event {kept}");
            foreach (var target in TestFormats.Names)
            {
                StreamGrammar.HasNoEnd(Write(target, events));
            }
        }
    }

    /// <summary>The same for a whole answer of which a choice never ended, which the gateway does not write; if it did, no client would carry out the call.</summary>
    [Theory]
    [MemberData(nameof(Formats))]
    public void A_choice_without_an_end_is_not_folded_into_one_with(string target)
    {
        var folder = new ChatAnswerFolder();
        folder.Add(new ChatEvent.Started("id", "m", 1));
        folder.Add(new ChatEvent.ToolCallStarted(0, 0, "call", "book"));
        folder.Add(new ChatEvent.ToolCallDelta(0, 0, "{\"city\":\"Ham"));
        var answer = folder.Build();
        answer.Choices.ShouldHaveSingleItem().FinishReason.ShouldBeNull();
        var context = new AnswerWriteContext { IdSeed = "seed", Created = 1, Model = "m" };
        var json = Encoding.UTF8.GetString(JsonText.Write(writer => TestFormats.Get(target).WriteAnswer(answer, writer, context)));
        json.ShouldNotContain("\"finish_reason\":\"");
        json.ShouldNotContain("\"stop_reason\":\"");
        json.ShouldNotContain("\"finishReason\":\"STOP\"");
    }

    [Theory]
    [InlineData("{}", true)]
    [InlineData("{\"a\":[1,{\"b\":\"}\"}]}", true)]
    [InlineData("{\"a\":\"\\\"}", false)]
    [InlineData("{\"a\":\"\\\\\"}", true)]
    [InlineData("{\"a\":[}", false)]
    [InlineData("{", false)]
    [InlineData("", false)]
    [InlineData("null", false)]
    public void Done_without_a_reason_ends_a_call_only_where_its_arguments_are_whole(string arguments, bool ends)
    {
        var reader = TestFormats.Get("OpenAIChat").CreateStreamReader(new AnswerReadContext { IdSeed = "seed" });
        var events = new List<ChatEvent>();
        foreach (var data in new[]
                 {
                     """{"choices":[{"index":0,"delta":{"content":"a"}}]}""",
                     """{"choices":[{"index":1,"delta":{"tool_calls":[{"index":0,"id":"c","function":{"name":"f","arguments":"ARGUMENTS"}}]}}]}"""
                         .Replace("ARGUMENTS", System.Text.Json.JsonEncodedText.Encode(arguments).ToString(), StringComparison.Ordinal),
                     "[DONE]",
                 })
        {
            reader.Read(new SseFrame(default, Encoding.UTF8.GetBytes(data), true), events);
        }

        reader.Complete(events);
        events.OfType<ChatEvent.Finished>().Select(static finished => (finished.Choice, finished.Reason)).ShouldBe(
            ends ? [(0, FinishReason.Stop), (1, FinishReason.ToolCalls)] : [(0, FinishReason.Stop)]);
    }

    private static List<ChatEvent> Read(IAnswerStreamReader reader, List<SseFrame> frames)
    {
        var events = new List<ChatEvent>();
        foreach (var frame in frames)
        {
            try
            {
                reader.Read(frame, events);
            }
            catch (System.Text.Json.JsonException)
            {
                // Malformed on purpose.
            }
        }

        return events;
    }

    /// <summary>Whether a reason was among what came, by the word that stands for it in each format.</summary>
    private static bool SaidWhy(string format, List<SseFrame> frames)
    {
        var text = string.Concat(frames.Select(static frame => Encoding.UTF8.GetString(frame.Data.Span))).Replace(" ", "", StringComparison.Ordinal);
        return format switch
        {
            "OpenAIChat" => text.Contains("\"finish_reason\":\"", StringComparison.Ordinal),
            "AnthropicMessages" => text.Contains("\"stop_reason\":\"", StringComparison.Ordinal),
            "Gemini" => text.Contains("\"finishReason\":\"", StringComparison.Ordinal) || text.Contains("\"blockReason\":\"", StringComparison.Ordinal),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "No word is known of this format."),
        };
    }

    private static string Write(string target, List<ChatEvent> events)
    {
        var writer = TestFormats.Get(target).CreateStreamWriter(new AnswerWriteContext { IdSeed = "seed", Created = 1, Model = "m", IncludeUsage = true });
        var output = new ArrayBufferWriter<byte>();
        events.ForEach(chatEvent => writer.Write(chatEvent, output));
        writer.Complete(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
