using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Formats;
using AiGateway.Protocol.Json;
using AiGateway.Protocol.Sse;
using AiGateway.Protocol.Tests.Golden;

namespace AiGateway.Protocol.Tests.Formats.AnthropicMessages;

/// <summary>Every value of every golden input, replaced by one of another kind: readers may refuse it, in the way they promise, and nothing else.</summary>
public class MutationTests
{
    private static readonly string[] Odd = ["null", "1", "-1", "0.5", "\"x\"", "\"\"", "[]", "[null]", "{}", "{\"type\":\"text\"}", "true"];

    public static TheoryData<string> Requests => Cases("request");

    public static TheoryData<string> Answers => Cases("answer");

    public static TheoryData<string> Streams => Cases("stream");

    [Theory]
    [MemberData(nameof(Requests))]
    public void Requests_are_read_and_written_or_refused(string path)
    {
        foreach (var body in Mutations(File.ReadAllText(path)))
        {
            try
            {
                var request = Anthropic.Format.ReadRequest(body);
                request.Write(request.Model);
            }
            catch (WireFormatException exception)
            {
                exception.Error.Status.ShouldBe(400);
                exception.Error.Param.ShouldNotBeNullOrEmpty(body.GetRawText());
            }
        }
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public void Answers_are_read_or_are_malformed(string path)
    {
        foreach (var body in Mutations(File.ReadAllText(path)))
        {
            var folder = new ChatAnswerFolder();
            var events = new List<ChatEvent>();
            try
            {
                Anthropic.Format.ReadAnswer(body, new AnswerReadContext { IdSeed = "s" }, events);
            }
            catch (JsonException)
            {
                continue;
            }

            events.ForEach(folder.Add);
            JsonText.Write(writer => Anthropic.Format.WriteAnswer(folder.Build(), writer, new AnswerWriteContext { IdSeed = "s", Created = 1, Model = "m" })).ShouldNotBeEmpty();
        }
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void Events_are_read_or_are_malformed(string path)
    {
        using var frames = new SseFrameReader();
        frames.Append(File.ReadAllBytes(path));
        var good = Anthropic.Format.CreateStreamReader(new AnswerReadContext { IdSeed = "s" });
        while (frames.TryRead(out var frame))
        {
            string data = Encoding.UTF8.GetString(frame.Data.Span);
            try
            {
                using var document = JsonDocument.Parse(data);
            }
            catch (JsonException)
            {
                continue;
            }

            foreach (var mutated in Mutations(data))
            {
                var mutatedFrame = new SseFrame(frame.Event, Encoding.UTF8.GetBytes(mutated.GetRawText()), true);
                try
                {
                    good.Read(mutatedFrame, []);
                }
                catch (JsonException)
                {
                    // Refused as promised; the reader goes on.
                }
            }
        }

        var last = new List<ChatEvent>();
        good.Complete(last);
        last.OfType<ChatEvent.Failed>().ShouldBeEmpty();
    }

    private static TheoryData<string> Cases(string kind) => new(GoldenCase.All(kind).Where(golden => golden.Format == "AnthropicMessages").Select(golden => golden.Path));

    private static IEnumerable<JsonElement> Mutations(string json)
    {
        var count = Nodes(JsonNode.Parse(json)!).Count;
        for (var i = 0; i < count; i++)
        {
            foreach (var odd in Odd)
            {
                var root = JsonNode.Parse(json)!;
                var (parent, key) = Nodes(root)[i];
                if (key is string name)
                {
                    parent[name] = JsonNode.Parse(odd);
                }
                else
                {
                    parent[(int)key] = JsonNode.Parse(odd);
                }

                yield return JsonElement.Parse(root.ToJsonString());
            }
        }
    }

    private static List<(JsonNode Parent, object Key)> Nodes(JsonNode node)
    {
        var found = new List<(JsonNode, object)>();
        switch (node)
        {
            case JsonObject members:
                foreach (var (name, value) in members)
                {
                    found.Add((node, name));
                    found.AddRange(value is null ? [] : Nodes(value));
                }

                break;
            case JsonArray items:
                for (var i = 0; i < items.Count; i++)
                {
                    found.Add((node, i));
                    found.AddRange(items[i] is { } item ? Nodes(item) : []);
                }

                break;
        }

        return found;
    }
}
