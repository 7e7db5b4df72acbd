using System.Buffers;
using System.Text;
using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Formats;
using AiGateway.Protocol.Formats.OpenAIChat;
using AiGateway.Protocol.Json;

namespace AiGateway.Protocol.Tests.Formats.OpenAIChat;

/// <summary>Short ways to translate in these tests.</summary>
public abstract class OpenAIChatTestBase
{
    public static TheoryData<string> Dialects => new(DialectsByName.Keys.Order(StringComparer.Ordinal));

    protected static IReadOnlyDictionary<string, OpenAIChatQuirks> DialectsByName { get; } = typeof(OpenAIChatDialects).GetProperties()
        .ToDictionary(static property => property.Name, static property => (OpenAIChatQuirks)property.GetValue(null)!, StringComparer.Ordinal);

    protected static ChatRequest ReadRequest(string json) => new OpenAIChatFormat().ReadRequest(JsonElement.Parse(json));

    protected static (JsonElement Body, IReadOnlyList<string> Dropped) Rewrite(string json, OpenAIChatQuirks quirks, string model = "m") =>
        Write(ReadRequest(json), quirks, model);

    protected static (JsonElement Body, IReadOnlyList<string> Dropped) Write(ChatRequest request, OpenAIChatQuirks? quirks = null, string model = "m")
    {
        var context = new RequestWriteContext { TargetModel = model };
        var format = new OpenAIChatFormat(quirks ?? OpenAIChatQuirks.OpenAI);
        return (JsonElement.Parse(JsonText.Write(writer => format.WriteRequest(request, writer, context))), context.Losses.Dropped);
    }

    /// <summary>A request as another format would have read it.</summary>
    protected static ChatRequest Foreign(params ChatMessage[] messages) =>
        new() { Model = "m", Messages = messages, SourceFormat = "AnthropicMessages" };

    protected static ChatMessage User(params ChatPart[] parts) => new() { Role = ChatRole.User, Parts = parts };

    protected static string Chat(string messages, string more = "") => $$"""{"model":"m","messages":[{{messages}}]{{more}}}""";

    protected static AnswerWriteContext AnswerContext(bool includeUsage = false) =>
        new() { IdSeed = "seed", Created = 1_700_000_000, Model = "fallback-model", IncludeUsage = includeUsage };

    protected static List<JsonElement> WriteStream(IEnumerable<ChatEvent> events, bool includeUsage = false)
    {
        var writer = new OpenAIChatFormat().CreateStreamWriter(AnswerContext(includeUsage));
        var output = new ArrayBufferWriter<byte>();
        foreach (var chatEvent in events)
        {
            writer.Write(chatEvent, output);
        }

        writer.Complete(output);
        var frames = Encoding.UTF8.GetString(output.WrittenSpan).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        frames[^1].ShouldBe("data: [DONE]");
        return [.. frames.SkipLast(1).Select(static frame => JsonElement.Parse(frame["data: ".Length..]))];
    }

    protected static List<ChatEvent> ReadAnswer(string json, OpenAIChatQuirks? quirks = null)
    {
        var events = new List<ChatEvent>();
        new OpenAIChatFormat(quirks ?? OpenAIChatQuirks.OpenAI).ReadAnswer(JsonElement.Parse(json), new AnswerReadContext { IdSeed = "seed" }, events);
        return events;
    }

    /// <summary>Puts another value in the place of one of the document's values.</summary>
    protected static string Mutate(string json, string[] values, Random random)
    {
        var places = new List<(int Start, int End)>();
        var bytes = Encoding.UTF8.GetBytes(json);
        var reader = new Utf8JsonReader(bytes);
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.EndArray or JsonTokenType.EndObject || reader.TokenStartIndex == 0)
            {
                continue;
            }

            var copy = reader;
            copy.Skip();
            places.Add(((int)reader.TokenStartIndex, (int)copy.BytesConsumed));
        }

        var (start, end) = places[random.Next(places.Count)];
        return Encoding.UTF8.GetString(bytes, 0, start) + values[random.Next(values.Length)] + Encoding.UTF8.GetString(bytes, end, bytes.Length - end);
    }
}
