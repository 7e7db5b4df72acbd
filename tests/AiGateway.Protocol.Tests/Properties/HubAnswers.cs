using System.Text.Json;
using AiGateway.Protocol.Chat;

namespace AiGateway.Protocol.Tests.Properties;

/// <summary>Random answers of the hub as the events that a provider's stream would give, the same for the same seed.</summary>
internal sealed class HubAnswers(int seed)
{
    private static readonly JsonElement Token = JsonElement.Parse("""{"token":"a","logprob":-0.5,"bytes":[97],"top_logprobs":[]}""");

    private readonly Random _random = new(seed);

    public List<ChatEvent> Next()
    {
        var events = new List<ChatEvent> { new ChatEvent.Started($"id-{_random.Next(100)}", "some-model", Maybe(0.5) ? 1_723_000_000 : null) };
        var usage = new ChatEvent.UsageReported(Usage());
        var choices = Maybe(0.2) ? 2 : 1;
        var ends = new List<ChatEvent>();
        for (var choice = 0; choice < choices; choice++)
        {
            ends.Add(Choice(choice, events));
        }

        var early = Maybe(0.5);
        if (early)
        {
            events.Add(usage);
        }

        events.AddRange(ends);
        if (!early)
        {
            events.Add(usage);
        }

        return events;
    }

    private ChatEvent.Finished Choice(int choice, List<ChatEvent> events)
    {
        Thoughts(choice, events);
        if (Maybe(0.1))
        {
            Pieces(["I cannot ", "do that."], piece => new ChatEvent.RefusalDelta(choice, piece), events);
            return new ChatEvent.Finished(choice, FinishReason.ContentFilter, null);
        }

        if (Maybe(0.1))
        {
            events.Add(new ChatEvent.AudioDelta(choice, "audio_1", "UklG", null, null));
            events.Add(new ChatEvent.AudioDelta(choice, null, null, "Spoken.", null));
        }
        else if (Maybe(0.8))
        {
            Texts(choice, events);
        }

        var calls = Maybe(0.4) ? _random.Next(1, 4) : 0;
        Calls(choice, calls, events);
        return calls > 0
            ? new ChatEvent.Finished(choice, FinishReason.ToolCalls, null)
            : new ChatEvent.Finished(choice, Pick(FinishReason.Stop, FinishReason.Length, FinishReason.ContentFilter), null);
    }

    private void Thoughts(int choice, List<ChatEvent> events)
    {
        switch (_random.Next(5))
        {
            case 0:
                Pieces(["I think", ", ünd 👋 ", "so on."], piece => new ChatEvent.ReasoningDelta(choice, piece), events);
                break;
            case 1:
                Pieces(["One ", "thought."], piece => new ChatEvent.ReasoningDelta(choice, piece), events);
                events.Add(new ChatEvent.ReasoningSignature(choice, "c2lnbmVk"));
                events.Add(new ChatEvent.RedactedReasoning(choice, "b3BhcXVl"));
                events.Add(new ChatEvent.ReasoningDelta(choice, "Another."));
                events.Add(new ChatEvent.ReasoningSignature(choice, "c2lnbmVkMg=="));
                break;
        }
    }

    private void Texts(int choice, List<ChatEvent> events)
    {
        if (Maybe(0.1))
        {
            events.Add(new ChatEvent.Logprobs(choice, [Token]));
        }

        Pieces(["Hello", " \"wörld\"\n", "👋"], piece => new ChatEvent.TextDelta(choice, piece), events);
        if (Maybe(0.1))
        {
            events.Add(new ChatEvent.TextDelta(choice, "") { Signature = "dGV4dA==" });
        }

        if (Maybe(0.2))
        {
            events.Add(new ChatEvent.Citation(choice, "https://example.com/a", "A", null, null));
            events.Add(new ChatEvent.Citation(choice, "https://example.com/b", "", 0, 5));
        }
    }

    private void Calls(int choice, int count, List<ChatEvent> events)
    {
        var pieces = new List<ChatEvent>();
        for (var i = 0; i < count; i++)
        {
            events.Add(new ChatEvent.ToolCallStarted(choice, i, $"call_{choice}_{i}", $"tool_{i}")
            {
                IsCustom = Maybe(0.1),
                Signature = Maybe(0.2) ? "Y2FsbA==" : null,
            });
            foreach (var piece in Pick<string[]>(["{}"], ["{\"a\":1,\"b\":[\"x\"]}"], ["{\"a\"", ":{\"b\":", "2}}"]))
            {
                pieces.Add(new ChatEvent.ToolCallDelta(choice, i, piece));
            }

            if (Maybe(0.7))
            {
                events.AddRange(pieces);
                pieces.Clear();
            }
        }

        // Some providers begin several calls before they tell the first one's arguments.
        events.AddRange(pieces);
    }

    private void Pieces(string[] pieces, Func<string, ChatEvent> make, List<ChatEvent> events) =>
        events.AddRange(pieces.Take(_random.Next(1, pieces.Length + 1)).Select(make));

    private TokenUsage Usage() => new()
    {
        Input = _random.Next(1000),
        CacheRead = Pick(0, 0, 64),
        CacheWrite = Pick(0, 0, 32),
        CacheWriteLong = Pick(0, 0, 16),
        AudioInput = Pick(0, 0, 8),
        Output = _random.Next(1000),
        Reasoning = Pick(0, 0, 128),
        AudioOutput = Pick(0, 0, 4),
    };

    private bool Maybe(double chance) => _random.NextDouble() < chance;

    private T Pick<T>(params T[] values) => values[_random.Next(values.Length)];
}
