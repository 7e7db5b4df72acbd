using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Json;

namespace AiGateway.Protocol.Tests.Properties;

/// <summary>The strict grammar of each format's stream, as its official clients expect it of one that ended well.</summary>
internal static class StreamGrammar
{
    public static void Check(string format, string stream)
    {
        switch (format)
        {
            case "OpenAIChat":
                CheckOpenAI(Frames(stream, "\n\n"));
                break;
            case "AnthropicMessages":
                CheckAnthropic(Frames(stream, "\n\n"));
                break;
            case "Gemini":
                CheckGemini(Frames(stream, "\r\n\r\n"));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(format), format, "No grammar is known of this format.");
        }
    }

    /// <summary>Whether every choice came to its end.</summary>
    public static bool IsWhole(List<ChatEvent> events)
    {
        var tracker = new ChoiceTracker();
        events.ForEach(tracker.Observe);
        return tracker.AllFinished && !events.Exists(static e => e is ChatEvent.Failed);
    }

    /// <summary>What was cut must not look whole in any format: no terminator, and above all no call that a client would carry out.</summary>
    public static void HasNoEnd(string stream)
    {
        stream.ShouldNotContain("data: [DONE]");
        stream.ShouldNotContain("message_stop");
        stream.ShouldNotContain("\"finish_reason\":\"tool_calls\"");
        stream.ShouldNotContain("\"stop_reason\":\"");
        stream.ShouldNotContain("\"functionCall\"");
    }

    private static string[] Frames(string stream, string end)
    {
        stream.ShouldEndWith(end);
        return stream[..^end.Length].Split(end);
    }

    private static JsonElement Data(string frame)
    {
        frame.ShouldStartWith("data: ");
        frame.ShouldNotContain('\n');
        return JsonElement.Parse(frame["data: ".Length..]);
    }

    private static void CheckOpenAI(string[] frames)
    {
        frames[^1].ShouldBe("data: [DONE]");
        var chunks = frames[..^1].Select(Data).ToList();
        chunks.Select(static chunk => $"{chunk.StringOrNull("id")} {chunk.LongOrNull("created")} {chunk.StringOrNull("model")} {chunk.StringOrNull("object")}")
            .Distinct().ShouldHaveSingleItem().ShouldEndWith("chat.completion.chunk");

        // Only the last chunk may carry usage, and then no choice.
        var regular = HasUsage(chunks[^1]) ? chunks[..^1] : chunks;
        regular.Exists(HasUsage).ShouldBeFalse();
        regular.Exists(static chunk => chunk.GetProperty("choices").GetArrayLength() != 1).ShouldBeFalse();
        (regular.Count < chunks.Count && chunks[^1].GetProperty("choices").GetArrayLength() != 0).ShouldBeFalse();
        var choices = new Dictionary<long, OpenAIChoice>();
        foreach (var choice in chunks.SelectMany(static chunk => chunk.GetProperty("choices").EnumerateArray()))
        {
            var index = choice.GetProperty("index").GetInt64();
            if (!choices.TryGetValue(index, out var state))
            {
                choices[index] = state = new OpenAIChoice();
                choice.GetProperty("delta").StringOrNull("role").ShouldBe("assistant", "the first delta of a choice carries the role");
            }
            else
            {
                choice.GetProperty("delta").TryGet("role", out _).ShouldBeFalse("only the first delta carries the role");
            }

            state.Read(choice);
        }

        choices.Count.ShouldBePositive();
        choices.Values.ShouldAllBe(static choice => choice.IsFinished);
    }

    private static bool HasUsage(JsonElement chunk) => chunk.TryGet("usage", out _);

    private static void CheckAnthropic(string[] frames)
    {
        var events = frames.Select(static frame =>
        {
            var lines = frame.Split('\n');
            lines.Length.ShouldBe(2, frame);
            lines[0].ShouldStartWith("event: ");
            var data = Data(lines[1]);
            data.StringOrNull("type").ShouldBe(lines[0]["event: ".Length..], "clients go by the event's name");
            return data;
        }).ToList();
        var types = events.Select(static data => data.StringOrNull("type")!).ToList();
        types[0].ShouldBe("message_start");
        types[^2].ShouldBe("message_delta");
        types[^1].ShouldBe("message_stop");
        var next = 0;
        var open = false;
        foreach (var data in events[1..^2])
        {
            var type = data.StringOrNull("type");
            (type == "content_block_start").ShouldBe(!open, "one block at a time");
            data.LongOrNull("index").ShouldBe(next);
            open = type != "content_block_stop";
            next += open ? 0 : 1;
            type.ShouldBeOneOf("content_block_start", "content_block_delta", "content_block_stop");
        }

        open.ShouldBeFalse();
        events[^2].GetProperty("delta").StringOrNull("stop_reason").ShouldNotBeNull();
        events[^2].GetProperty("usage").LongOrNull("output_tokens").ShouldNotBeNull();
    }

    private static void CheckGemini(string[] frames)
    {
        var candidates = frames.Select(Data).SelectMany(static chunk => chunk.GetProperty("candidates").EnumerateArray()).ToList();
        var reasons = candidates.Where(static candidate => candidate.StringOrNull("finishReason") is not null).ToList();
        reasons.Select(static candidate => candidate.LongOrNull("index")).ShouldBeUnique();
        reasons.Select(static candidate => candidate.LongOrNull("index")).ShouldBe(candidates.Select(static candidate => candidate.LongOrNull("index")).Distinct(), ignoreOrder: true);
        candidates.Where(static candidate => candidate.TryGetProperty("content", out var content) && content.StringOrNull("role") != "model").ShouldBeEmpty();
    }

    /// <summary>One choice of an OpenAI stream.</summary>
    private sealed class OpenAIChoice
    {
        private readonly Dictionary<long, string> _calls = [];

        public bool IsFinished { get; private set; }

        public void Read(JsonElement choice)
        {
            IsFinished.ShouldBeFalse("nothing follows the finish");
            var delta = choice.GetProperty("delta");
            if (delta.TryGet("tool_calls", out var calls))
            {
                ReadCall(calls.EnumerateArray().ShouldHaveSingleItem());
            }

            if (choice.StringOrNull("finish_reason") is { } reason)
            {
                IsFinished = true;
                delta.EnumerateObject().ShouldBeEmpty();
                reason.ShouldBeOneOf("stop", "length", "tool_calls", "content_filter");
                _calls.Values.ShouldAllBe(static arguments => arguments.Length > 0, "a call without arguments ends as {}");
            }
        }

        private void ReadCall(JsonElement call)
        {
            var index = call.GetProperty("index").GetInt64();
            var custom = call.TryGet("custom", out var body);
            body = custom ? body : call.GetProperty("function");
            if (!_calls.TryGetValue(index, out var before))
            {
                index.ShouldBe(_calls.Count, "indexes count up from 0");
                call.StringOrNull("id").ShouldNotBeNullOrEmpty();
                call.StringOrNull("type").ShouldBe(custom ? "custom" : "function");
                body.StringOrNull("name").ShouldNotBeNull();
                before = custom ? " " : "";
            }
            else
            {
                call.TryGet("id", out _).ShouldBeFalse("the id comes once");
            }

            _calls[index] = before + body.StringOrNull(custom ? "input" : "arguments");
        }
    }
}
