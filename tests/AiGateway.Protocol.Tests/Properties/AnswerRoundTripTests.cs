using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Formats;
using AiGateway.Protocol.Json;
using AiGateway.Protocol.Sse;
using AiGateway.Protocol.Tests.Golden;

namespace AiGateway.Protocol.Tests.Properties;

/// <summary>
/// What a format has written of an answer, whole or as a stream, it reads back as the same, but for what it has no place for. Answers have no
/// report of losses, so what each format lacks is said here.
/// </summary>
public class AnswerRoundTripTests
{
    private const int Rounds = 500;

    [Theory]
    [InlineData("OpenAIChat")]
    [InlineData("AnthropicMessages")]
    [InlineData("Gemini")]
    public void Answers_survive_whole_and_as_streams(string format)
    {
        var answers = new HubAnswers(20_261_120);
        for (var round = 0; round < Rounds; round++)
        {
            var events = answers.Next();
            var said = Facts(Expected(Fold(events), format), format);
            var json = JsonText.Write(writer => TestFormats.Get(format).WriteAnswer(Fold(events), writer, Context));
            var stream = Stream(format, events);

            Facts(Fold(ReadJson(format, json)), format).ShouldBe(said, $"{format} round {round}: {Encoding.UTF8.GetString(json)}");
            Facts(Fold(ReadStream(format, stream)), format).ShouldBe(said, $"{format} round {round}: {Encoding.UTF8.GetString(stream)}");
            StreamGrammar.Check(format, Encoding.UTF8.GetString(stream));
        }
    }

    private static AnswerWriteContext Context => new() { IdSeed = "seed", Created = 1_700_000_000, Model = "fallback-model", IncludeUsage = true };

    private static List<ChatEvent> ReadJson(string format, byte[] json)
    {
        var events = new List<ChatEvent>();
        TestFormats.Get(format).ReadAnswer(JsonElement.Parse(json), new AnswerReadContext { IdSeed = "seed" }, events);
        return events;
    }

    private static byte[] Stream(string format, List<ChatEvent> events)
    {
        var writer = TestFormats.Get(format).CreateStreamWriter(Context);
        var output = new ArrayBufferWriter<byte>();
        events.ForEach(chatEvent => writer.Write(chatEvent, output));
        writer.Complete(output);
        return output.WrittenSpan.ToArray();
    }

    private static List<ChatEvent> ReadStream(string format, byte[] bytes)
    {
        var reader = TestFormats.Get(format).CreateStreamReader(new AnswerReadContext { IdSeed = "seed" });
        using var frames = new SseFrameReader();
        var events = new List<ChatEvent>();
        frames.Append(bytes);
        while (frames.TryRead(out var frame))
        {
            reader.Read(frame, events);
        }

        reader.Complete(events);
        return events;
    }

    private static ChatAnswer Fold(List<ChatEvent> events)
    {
        var folder = new ChatAnswerFolder();
        events.ForEach(folder.Add);
        return folder.Build();
    }

    /// <summary>The answer as a format has room for it.</summary>
    private static ChatAnswer Expected(ChatAnswer answer, string format)
    {
        if (format != "OpenAIChat")
        {
            answer.Created = null;
            foreach (var choice in answer.Choices)
            {
                Adapt(choice, format);
            }
        }

        while (format == "AnthropicMessages" && answer.Choices.Count > 1)
        {
            answer.Choices.RemoveAt(1);
        }

        return answer;
    }

    private static void Adapt(ChatChoice choice, string format)
    {
        var anthropic = format == "AnthropicMessages";
        if (choice.Audio?.Transcript is { Length: > 0 } spoken)
        {
            choice.Parts.Add(new ChatPart.Text(spoken));
        }

        choice.Audio = anthropic ? null : choice.Audio;
        choice.Logprobs = anthropic ? null : choice.Logprobs;
        for (var i = 0; i < choice.Parts.Count; i++)
        {
            choice.Parts[i] = choice.Parts[i] switch
            {
                ChatPart.ToolCall { IsCustom: true } call => Sign(call with { IsCustom = false, Arguments = JsonSerializer.Serialize(new { input = call.Arguments }, Relaxed) }),
                ChatPart.ToolCall call => Sign(call),
                ChatPart.Text text when anthropic => text with { Signature = null },
                ChatPart.Refusal refusal when !anthropic => new ChatPart.Text(refusal.Value),
                ChatPart.RedactedThinking when !anthropic => new ChatPart.Text(""),
                var part => part,
            };
        }

        ChatPart.ToolCall Sign(ChatPart.ToolCall call) => anthropic ? call with { Signature = null } : call;
    }

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>All that an answer says, a line a thing; what the format has but one of is joined.</summary>
    private static string Facts(ChatAnswer answer, string format)
    {
        var facts = new StringBuilder();
        Line("id", answer.Id);
        Line("model", answer.Model);
        Line("created", format == "OpenAIChat" ? (answer.Created ?? Context.Created).ToString(CultureInfo.InvariantCulture) : null);
        Line("usage", Usage(answer.Usage ?? new TokenUsage(), format));
        foreach (var choice in answer.Choices)
        {
            Line("choice", choice.Index.ToString(CultureInfo.InvariantCulture));
            Line("thoughts", string.Concat(choice.Parts.OfType<ChatPart.Thinking>().Select(static part => part.Value)));
            Line("signatures", string.Join('|', choice.Parts.OfType<ChatPart.Thinking>().Select(static part => part.Signature)));
            Line("hidden", string.Join('|', choice.Parts.OfType<ChatPart.RedactedThinking>().Select(static part => part.Data)));
            Line("text", string.Concat(choice.Parts.OfType<ChatPart.Text>().Select(static part => part.Value)));
            Line("text's signature", string.Concat(choice.Parts.OfType<ChatPart.Text>().Select(static part => part.Signature)));
            Line("refusal", string.Concat(choice.Parts.OfType<ChatPart.Refusal>().Select(static part => part.Value)));
            foreach (var call in choice.Parts.OfType<ChatPart.ToolCall>())
            {
                Line("call", $"{call.Id} {call.Name} {Arguments(call)} {call.IsCustom} {call.Signature}");
            }

            Line("sources", string.Join('|', choice.Citations.Select(citation => $"{citation.Url} {citation.Title} {(format == "OpenAIChat" ? citation.End ?? 0 : 0)}")));
            Line("logprobs", string.Join('|', (choice.Logprobs ?? []).Select(static token => token.StringOrNull("token"))));
            Line("sound", format == "OpenAIChat" ? $"{choice.Audio?.Data} {choice.Audio?.Transcript}" : choice.Audio?.Data);
            Line("end", choice.FinishReason?.ToString());
        }

        return facts.ToString();

        void Line(string name, string? value) => facts.Append(CultureInfo.InvariantCulture, $"{name}: {value}\n");
    }

    private static string Arguments(ChatPart.ToolCall call) => call.IsCustom ? call.Arguments : JsonElement.Parse(call.Arguments).GetRawText();

    /// <summary>The figures that a format tells apart; the sums must be right in each.</summary>
    private static string Usage(TokenUsage usage, string format) => format switch
    {
        "OpenAIChat" => $"{usage.Input} {usage.CacheRead} {usage.CacheWrite + usage.CacheWriteLong} {usage.AudioInput} {usage.Output} {usage.Reasoning} {usage.AudioOutput}",
        "AnthropicMessages" => $"{usage.Input + usage.AudioInput} {usage.CacheRead} {usage.CacheWrite} {usage.CacheWriteLong} {usage.Output + usage.AudioOutput} {usage.Reasoning}",
        _ => $"{usage.Input + usage.CacheWrite + usage.CacheWriteLong} {usage.CacheRead} {usage.AudioInput} {usage.Output} {usage.Reasoning} {usage.AudioOutput}",
    };
}
