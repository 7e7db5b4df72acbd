using System.Text;
using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Formats;
using AiGateway.Protocol.Sse;
using AiGateway.Protocol.Tests.Golden;

namespace AiGateway.Protocol.Tests.Properties;

/// <summary>A bad event among good ones costs itself alone, whatever it is: readers say so with a JsonException, go on, and say nothing else.</summary>
public class MalformedEventTests
{
    private const int Seed = 20_261_121;
    private const int Rounds = 3000;

    /// <summary>Texts that are no event of any format: no JSON, cut JSON, and good JSON of another shape.</summary>
    private static readonly string[] NoEvents =
    [
        "{", "}", "nul", "{\"choices\":[{\"delta\":{\"content\":\"a", "{\"a\":1}}", "{\"a\":1} x", "{'a':1}", "{\"a\":}", "<html></html>", "\"\\x\"", "\u0000", "NaN",
        "null", "true", "17", "-1e400", "\"text\"", "[]", "[1,2]", "[[]]", "[null]", "[\"a\"]",
    ];

    public static TheoryData<string> Formats => new(TestFormats.Names);

    /// <summary>What is no event at all changes nothing of what the others say, wherever it stands.</summary>
    [Theory]
    [MemberData(nameof(GoldenStreams.All), MemberType = typeof(GoldenStreams))]
    public void What_is_no_event_leaves_no_trace(string format, string name)
    {
        var frames = GoldenStreams.Frames(format, name);
        var expected = Describe(Read(format, frames, out _));
        foreach (var text in NoEvents)
        {
            for (var at = 0; at <= frames.Count; at++)
            {
                var frame = new SseFrame(default, Encoding.UTF8.GetBytes(text), true);
                var actual = Read(format, [.. frames[..at], frame, .. frames[at..]], out var malformed);
                Describe(actual).ShouldBe(expected, $"{text} before event {at}");
                malformed.ShouldBeInRange(0, Malformed(format, frames) + 1);
            }
        }
    }

    /// <summary>Events with values changed at random, one after the other into the same reader.</summary>
    [Theory]
    [MemberData(nameof(Formats))]
    public void A_reader_survives_any_number_of_broken_events(string format)
    {
        var documents = GoldenCase.All("stream").Where(golden => golden.Format == format)
            .SelectMany(golden => GoldenStreams.Frames(format, golden.Name)).Select(static frame => frame.Data.ToArray()).Where(IsJson).ToList();
        var mutator = new JsonMutator(Seed, documents);
        var random = new Random(Seed);
        var reader = TestFormats.Get(format).CreateStreamReader(new AnswerReadContext { IdSeed = "seed" });
        var (read, malformed) = (0, 0);
        for (var round = 0; round < Rounds; round++)
        {
            if (round % 20 == 0)
            {
                reader = TestFormats.Get(format).CreateStreamReader(new AnswerReadContext { IdSeed = "seed" });
            }

            var data = random.Next(3) == 0 ? mutator.Bytes() : mutator.Json();
            var name = random.Next(8) == 0 ? "error"u8.ToArray() : [];
            try
            {
                reader.Read(new SseFrame(name, data, true) { IsBare = random.Next(8) == 0 }, new List<ChatEvent>());
                read++;
            }
            catch (JsonException)
            {
                malformed++;
            }
            catch (Exception exception)
            {
                throw new Xunit.Sdk.XunitException($"{format}: {exception}\n{Encoding.UTF8.GetString(data)}", exception);
            }
        }

        read.ShouldBeGreaterThan(Rounds / 10);
        malformed.ShouldBeGreaterThan(Rounds / 20);
    }

    /// <summary>Every value of every golden event once by one of every other shape, which random changes may miss.</summary>
    [Theory]
    [MemberData(nameof(GoldenStreams.All), MemberType = typeof(GoldenStreams))]
    public void A_value_of_another_shape_is_no_other_fault(string format, string name)
    {
        foreach (var frame in GoldenStreams.Frames(format, name).Where(static frame => IsJson(frame.Data.ToArray())))
        {
            foreach (var broken in Reshape(frame.Data.ToArray()))
            {
                try
                {
                    var events = new List<ChatEvent>();
                    var reader = TestFormats.Get(format).CreateStreamReader(new AnswerReadContext { IdSeed = "seed" });
                    reader.Read(frame with { Data = broken }, events);
                    reader.Complete(events);
                }
                catch (JsonException)
                {
                    // As the contract has it.
                }
                catch (Exception exception)
                {
                    throw new Xunit.Sdk.XunitException($"{format}: {exception}\n{Encoding.UTF8.GetString(broken)}", exception);
                }
            }
        }
    }

    private static IEnumerable<byte[]> Reshape(byte[] json)
    {
        string[] shapes = ["null", "true", "5", "1e400", "\"x\"", "\"\\ud800\"", "[]", "[[]]", "[5]", "{}", "{\"a\":{}}"];
        foreach (var (start, end) in JsonMutator.Values(json))
        {
            foreach (var shape in shapes)
            {
                yield return [.. json[..start], .. Encoding.UTF8.GetBytes(shape), .. json[end..]];
            }
        }
    }

    private static List<ChatEvent> Read(string format, List<SseFrame> frames, out int malformed)
    {
        malformed = 0;
        var events = new List<ChatEvent>();
        var reader = TestFormats.Get(format).CreateStreamReader(new AnswerReadContext { IdSeed = "seed" });
        foreach (var frame in frames.TakeWhile(_ => !reader.IsTerminated))
        {
            var given = new List<ChatEvent>();
            try
            {
                reader.Read(frame, given);
                events.AddRange(given);
            }
            catch (JsonException)
            {
                malformed++;
            }
        }

        reader.Complete(events);
        return events;
    }

    private static int Malformed(string format, List<SseFrame> frames)
    {
        Read(format, frames, out var malformed);
        return malformed;
    }

    private static List<string> Describe(List<ChatEvent> events) => [.. events.Select(static e =>
        e is ChatEvent.Logprobs logprobs ? $"Logprobs {string.Join(',', logprobs.Tokens.Select(static token => token.GetRawText()))}" : e.ToString())];

    private static bool IsJson(byte[] bytes)
    {
        try
        {
            JsonElement.Parse(bytes);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
