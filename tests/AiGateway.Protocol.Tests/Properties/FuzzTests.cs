using System.Buffers;
using System.Text;
using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Formats;
using AiGateway.Protocol.Json;
using AiGateway.Protocol.Sse;
using AiGateway.Protocol.Tests.Golden;

namespace AiGateway.Protocol.Tests.Properties;

/// <summary>
/// Whatever a caller or a provider sends, the readers refuse it in the way they promise and in no other, and what they take every writer can
/// write. The inputs are the golden ones, broken at random with a fixed seed.
/// </summary>
public class FuzzTests
{
    private const int Seed = 20_261_120;
    private const int Rounds = 800;

    public static TheoryData<string> Formats => new(TestFormats.Names);

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_request_is_refused_with_400_and_nothing_else(string format)
    {
        var mutator = new JsonMutator(Seed, Inputs(format, "request"));
        var taken = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var json = mutator.Json();
            ChatRequest request;
            try
            {
                request = TestFormats.Get(format).ReadRequest(JsonElement.Parse(json));
            }
            catch (WireFormatException exception)
            {
                exception.Error.Status.ShouldBe(400);
                continue;
            }
            catch (Exception exception)
            {
                throw Broken(exception, format, json);
            }

            // The gateway refuses half a surrogate pair before any reader sees it (RequestEnvelope).
            taken++;
            foreach (var target in TestFormats.Names.Where(_ => !Encoding.UTF8.GetString(json).Contains("\\ud8", StringComparison.Ordinal)))
            {
                Write(request, format, target, json);
            }
        }

        taken.ShouldBeGreaterThan(Rounds / 20, "most of what is written shall have been read");
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void An_answer_is_read_or_malformed(string format)
    {
        var mutator = new JsonMutator(Seed, Inputs(format, "answer"));
        var taken = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var json = mutator.Json();
            try
            {
                var events = new List<ChatEvent>();
                try
                {
                    TestFormats.Get(format).ReadAnswer(JsonElement.Parse(json), new AnswerReadContext { IdSeed = "seed" }, events);
                }
                catch (JsonException)
                {
                    continue;
                }

                taken++;
                foreach (var target in TestFormats.Names)
                {
                    var folder = new ChatAnswerFolder();
                    events.ForEach(folder.Add);
                    JsonElement.Parse(JsonText.Write(writer => TestFormats.Get(target).WriteAnswer(folder.Build(), writer, Context)));
                }
            }
            catch (Exception exception)
            {
                throw Broken(exception, format, json);
            }
        }

        taken.ShouldBeGreaterThan(Rounds / 10);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_stream_gives_events_or_malformed_frames_and_every_writer_keeps_its_grammar(string format)
    {
        var mutator = new JsonMutator(Seed, Inputs(format, "stream"));
        var ended = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = mutator.Bytes();
            try
            {
                var events = ReadStream(format, bytes);
                ended += IsWhole(events) ? 1 : 0;
                foreach (var target in TestFormats.Names)
                {
                    WriteStream(events, target);
                }
            }
            catch (Exception exception)
            {
                throw Broken(exception, format, bytes);
            }
        }

        ended.ShouldBeGreaterThan(Rounds / 10);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void An_events_data_is_read_or_malformed(string format)
    {
        var frames = Inputs(format, "stream").SelectMany(Frames).ToList();
        var mutator = new JsonMutator(Seed, frames);
        for (var round = 0; round < Rounds; round++)
        {
            // One broken event among good ones.
            var json = mutator.Json();
            var events = new List<ChatEvent>();
            var reader = TestFormats.Get(format).CreateStreamReader(new AnswerReadContext { IdSeed = "seed" });
            try
            {
                foreach (var data in new[] { frames[round % frames.Count], json, frames[(round + 1) % frames.Count] })
                {
                    Read(reader, new SseFrame(default, data, true), events);
                }

                reader.Complete(events);
                foreach (var target in TestFormats.Names)
                {
                    WriteStream(events, target);
                }
            }
            catch (Exception exception)
            {
                throw Broken(exception, format, json);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void An_error_is_always_read(string format)
    {
        var inputs = Inputs(format, "error").Select(static input => input[(Array.IndexOf(input, (byte)'\n') + 1)..]).ToList();
        var json = new JsonMutator(Seed, [.. inputs.Where(IsJson)]);
        var text = new JsonMutator(Seed, inputs);
        for (var round = 0; round < Rounds; round++)
        {
            var body = round % 2 == 0 ? json.Json() : text.Bytes();
            try
            {
                var error = TestFormats.Get(format).ReadError(400 + (round % 200), body);
                error.Status.ShouldBeInRange(400, 599);
                error.Type.ShouldNotBeNullOrEmpty();
                error.Message.ShouldNotBeNullOrWhiteSpace();
                foreach (var target in TestFormats.Names)
                {
                    JsonElement.Parse(JsonText.Write(writer => TestFormats.Get(target).WriteError(error, "req_1", writer)));
                }
            }
            catch (Exception exception)
            {
                throw Broken(exception, format, body);
            }
        }
    }

    private static AnswerWriteContext Context => new() { IdSeed = "seed", Created = 1_700_000_000, Model = "fallback-model", IncludeUsage = true };

    private static List<byte[]> Inputs(string format, string kind) =>
        [.. GoldenCase.All(kind).Where(golden => golden.Format == format).Select(static golden => File.ReadAllBytes(golden.Path))];

    private static void Write(ChatRequest request, string format, string target, byte[] json)
    {
        try
        {
            var context = new RequestWriteContext { TargetModel = TestFormats.TargetModel(format, target, request) };
            JsonElement.Parse(JsonText.Write(writer => TestFormats.Get(target).WriteRequest(request, writer, context)));
        }
        catch (WireFormatException exception)
        {
            exception.Error.Status.ShouldBe(400);
        }
        catch (Exception exception)
        {
            throw Broken(exception, $"{format} to {target}", json);
        }
    }

    private static List<ChatEvent> ReadStream(string format, byte[] bytes)
    {
        var reader = TestFormats.Get(format).CreateStreamReader(new AnswerReadContext { IdSeed = "seed" });
        using var frames = new SseFrameReader();
        var events = new List<ChatEvent>();
        frames.Append(bytes);
        while (!reader.IsTerminated && frames.TryRead(out var frame))
        {
            Read(reader, frame, events);
        }

        reader.Complete(events);
        return events;
    }

    /// <summary>Reads one frame as the gateway does: what a malformed one gave before it broke is not used.</summary>
    private static void Read(IAnswerStreamReader reader, in SseFrame frame, List<ChatEvent> events)
    {
        var given = new List<ChatEvent>();
        try
        {
            reader.Read(frame, given);
            events.AddRange(given);
        }
        catch (JsonException)
        {
            // Malformed, as the contract has it.
        }
    }

    private static void WriteStream(List<ChatEvent> events, string target)
    {
        var writer = TestFormats.Get(target).CreateStreamWriter(Context);
        var output = new ArrayBufferWriter<byte>();
        foreach (var chatEvent in events.TakeWhile(static e => e is not ChatEvent.Failed))
        {
            writer.Write(chatEvent, output);
        }

        writer.Complete(output);
        if (IsWhole(events))
        {
            StreamGrammar.Check(target, Encoding.UTF8.GetString(output.WrittenSpan));
        }
    }

    /// <summary>Whether every choice came to its end. The frame that said so may have been the broken one.</summary>
    private static bool IsWhole(List<ChatEvent> events) => StreamGrammar.IsWhole(events)
        && events.Select(Choice).OfType<int>().Distinct().All(choice => events.Exists(e => e is ChatEvent.Finished finished && finished.Choice == choice));

    private static int? Choice(ChatEvent chatEvent) => (int?)chatEvent.GetType().GetProperty(nameof(ChatEvent.Finished.Choice))?.GetValue(chatEvent);

    private static List<byte[]> Frames(byte[] stream)
    {
        using var frames = new SseFrameReader();
        var all = new List<byte[]>();
        frames.Append(stream);
        while (frames.TryRead(out var frame))
        {
            if (IsJson(frame.Data.ToArray()))
            {
                all.Add(frame.Data.ToArray());
            }
        }

        return all;
    }

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

    private static Xunit.Sdk.XunitException Broken(Exception exception, string what, byte[] input) =>
        new($"{what}: {exception.GetType().Name}: {exception.Message}\n{Encoding.UTF8.GetString(input)}\n{exception.StackTrace}", exception);
}
