using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Formats;
using AiGateway.Protocol.Json;
using AiGateway.Protocol.Sse;
using AiGateway.Protocol.Tests.Properties;

namespace AiGateway.Protocol.Tests.Golden;

/// <summary>Every input of the golden tree, translated into every format there is.</summary>
public class GoldenTests
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static TheoryData<string, string> Requests => Cases("request");

    public static TheoryData<string, string> Answers => Cases("answer");

    public static TheoryData<string, string> Streams => Cases("stream");

    public static TheoryData<string, string> Errors => Cases("error");

    public static TheoryData<string> Pairs => new(GoldenCase.All("stream").Where(c => File.Exists(AnswerTwin(c))).Select(c => c.ToString()));

    [Theory]
    [MemberData(nameof(Requests))]
    public void Request(string name, string target)
    {
        var golden = Find("request", name);
        var actual = Write(writer =>
        {
            writer.WriteStartObject();
            try
            {
                var request = TestFormats.Get(golden.Format).ReadRequest(JsonElement.Parse(File.ReadAllBytes(golden.Path)));
                var context = new RequestWriteContext { TargetModel = TestFormats.TargetModel(golden.Format, target, request) };
                var body = JsonText.Write(w => TestFormats.Get(target).WriteRequest(request, w, context));
                writer.WritePropertyName("body");
                JsonElement.Parse(body).WriteTo(writer);
                writer.WriteStartArray("dropped");
                foreach (var field in context.Losses.Dropped)
                {
                    writer.WriteStringValue(field);
                }

                writer.WriteEndArray();
            }
            catch (WireFormatException exception)
            {
                WriteError(writer, "refused", exception.Error);
            }

            writer.WriteEndObject();
        });
        golden.Verify(target, "json", actual);
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public void Answer(string name, string target)
    {
        var golden = Find("answer", name);
        golden.Verify(target, "json", WriteAnswer(target, Fold(ReadAnswer(golden))));
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void Stream(string name, string target)
    {
        var golden = Find("stream", name);
        var events = ReadStream(golden.Format, File.ReadAllBytes(golden.Path));
        var actual = WriteStream(target, events);
        golden.Verify(target, "sse", actual);

        // One that failed ends with the error; one of which a choice never said why it ended is not written to its end by the gateway.
        if (StreamGrammar.IsWhole(events))
        {
            StreamGrammar.Check(target, actual);
        }
        else if (target != "AnthropicMessages" || !events.Exists(static e => e is ChatEvent.Finished { Choice: 0 }))
        {
            // A caller of Anthropic's format sees the first choice alone, and its end is a good one.
            StreamGrammar.HasNoEnd(actual);
        }
    }

    /// <summary>A stream and the JSON answer of the same name fold to the same answer.</summary>
    [Theory]
    [MemberData(nameof(Pairs))]
    public void Folding_a_stream_equals_the_json_answer(string name)
    {
        var stream = Find("stream", name);
        var answer = stream with { Kind = "answer", Path = AnswerTwin(stream) };
        var fromStream = Fold(ReadStream(stream.Format, File.ReadAllBytes(stream.Path)));
        var fromJson = Fold(ReadAnswer(answer));
        WriteAnswer(stream.Format, fromStream).ShouldBe(WriteAnswer(stream.Format, fromJson));
    }

    /// <summary>However the network cuts a stream into reads, the events are the same.</summary>
    [Theory]
    [MemberData(nameof(Streams))]
    public void Any_split_of_the_bytes_gives_the_same_events(string name, string target)
    {
        var golden = Find("stream", name);
        if (target != golden.Format)
        {
            return;
        }

        var bytes = File.ReadAllBytes(golden.Path);
        var whole = ReadStream(golden.Format, bytes).Select(Describe).ToList();
        foreach (var size in new[] { 1, 2, 3, 5, 7, 64, 1000 })
        {
            ReadStream(golden.Format, bytes, size).Select(Describe).ToList().ShouldBe(whole, $"{name} in reads of {size}");
        }
    }

    /// <summary>The input's first line is the HTTP status, the rest the body as the provider sent it.</summary>
    [Theory]
    [MemberData(nameof(Errors))]
    public void Error(string name, string target)
    {
        var golden = Find("error", name);
        var text = File.ReadAllText(golden.Path);
        var line = text.IndexOf('\n', StringComparison.Ordinal);
        var error = TestFormats.Get(golden.Format).ReadError(int.Parse(text[..line], null), Encoding.UTF8.GetBytes(text[(line + 1)..].TrimEnd('\n')));
        var actual = Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("status", error.Status);
            writer.WritePropertyName("body");
            JsonElement.Parse(JsonText.Write(w => TestFormats.Get(target).WriteError(error, "req_1", w))).WriteTo(writer);
            writer.WriteEndObject();
        });
        golden.Verify(target, "json", actual);
    }

    private static TheoryData<string, string> Cases(string kind)
    {
        var data = new TheoryData<string, string>();
        foreach (var golden in GoldenCase.All(kind).Where(c => TestFormats.Has(c.Format)))
        {
            foreach (var target in TestFormats.Names)
            {
                data.Add(golden.ToString(), target);
            }
        }

        return data;
    }

    private static GoldenCase Find(string kind, string name) => GoldenCase.All(kind).Single(c => c.ToString() == name);

    private static string AnswerTwin(GoldenCase stream) =>
        System.IO.Path.Combine(GoldenCase.Root, stream.Format, "answer", stream.Name + ".json");

    private static List<ChatEvent> ReadAnswer(GoldenCase golden)
    {
        var events = new List<ChatEvent>();
        TestFormats.Get(golden.Format).ReadAnswer(JsonElement.Parse(File.ReadAllBytes(golden.Path)), new AnswerReadContext { IdSeed = "seed" }, events);
        return events;
    }

    private static List<ChatEvent> ReadStream(string format, byte[] bytes, int readSize = int.MaxValue)
    {
        var reader = TestFormats.Get(format).CreateStreamReader(new AnswerReadContext { IdSeed = "seed" });
        using var frames = new SseFrameReader();
        var events = new List<ChatEvent>();
        for (var at = 0; at < bytes.Length; at += Math.Min(readSize, bytes.Length - at))
        {
            frames.Append(bytes.AsSpan(at, Math.Min(readSize, bytes.Length - at)));
            while (frames.TryRead(out var frame))
            {
                try
                {
                    reader.Read(frame, events);
                }
                catch (JsonException)
                {
                    // A malformed event among good ones is skipped; the case's expected output shows it.
                }
            }
        }

        if (!events.Exists(static e => e is ChatEvent.Failed))
        {
            reader.Complete(events);
        }

        return events;
    }

    private static ChatAnswer Fold(List<ChatEvent> events)
    {
        var folder = new ChatAnswerFolder();
        events.ForEach(folder.Add);
        return folder.Build();
    }

    private static string WriteAnswer(string target, ChatAnswer answer)
    {
        if (answer.Error is { } error)
        {
            return Write(writer =>
            {
                writer.WriteStartObject();
                WriteError(writer, "failed", error);
                writer.WriteEndObject();
            });
        }

        return Write(writer => JsonElement.Parse(JsonText.Write(w => TestFormats.Get(target).WriteAnswer(answer, w, WriteContext()))).WriteTo(writer));
    }

    private static string WriteStream(string target, List<ChatEvent> events)
    {
        var format = TestFormats.Get(target);
        var writer = format.CreateStreamWriter(WriteContext());
        var output = new ArrayBufferWriter<byte>();
        foreach (var chatEvent in events)
        {
            if (chatEvent is ChatEvent.Failed failed)
            {
                format.WriteStreamError(failed.Error, "req_1", output);
                return Encoding.UTF8.GetString(output.WrittenSpan);
            }

            writer.Write(chatEvent, output);
        }

        writer.Complete(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static AnswerWriteContext WriteContext() => new() { IdSeed = "seed", Created = 1_700_000_000, Model = "fallback-model", IncludeUsage = true };

    private static string Describe(ChatEvent chatEvent) =>
        chatEvent is ChatEvent.Logprobs logprobs ? $"Logprobs {string.Join(',', logprobs.Tokens.Select(t => t.GetRawText()))}" : chatEvent.ToString();

    private static void WriteError(Utf8JsonWriter writer, string name, GatewayError error)
    {
        writer.WriteStartObject(name);
        writer.WriteNumber("status", error.Status);
        writer.WriteString("type", error.Type);
        writer.WriteString("code", error.Code);
        writer.WriteString("param", error.Param);
        writer.WriteString("message", error.Message);
        writer.WriteEndObject();
    }

    private static string Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Indented))
        {
            write(writer);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }
}
