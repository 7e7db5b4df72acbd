using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Json;
using AiGateway.Protocol.Sse;

namespace AiGateway.Protocol.Formats.OpenAIChat;

/// <summary>Reads the answers of providers of this format, streamed or whole, as leniently as they are written.</summary>
internal sealed class EventReader(AnswerReadContext context, OpenAIChatQuirks quirks) : IAnswerStreamReader
{
    private readonly List<ChoiceReader> _choices = [];
    private readonly HashSet<string> _citations = new(StringComparer.Ordinal);
    private bool _started;
    private bool _failed;
    private TokenUsage? _usage;

    /// <inheritdoc/>
    public bool IsTerminated { get; private set; }

    /// <inheritdoc/>
    public void Read(in SseFrame frame, ICollection<ChatEvent> events)
    {
        IsTerminated |= frame.IsDone;
        if (!frame.HasData || _failed || IsTerminated)
        {
            return;
        }

        if (frame.Data.Span.TrimStart(" \n"u8).IsEmpty)
        {
            return;
        }

        var isError = frame.Event.Span.SequenceEqual("error"u8);
        using var document = JsonDocument.Parse(frame.Data);
        var root = document.RootElement;
        if (frame.IsBare)
        {
            // An error's JSON body in place of a stream, or at its end; Gemini's endpoint of this format puts it into an array.
            root = root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0 ? root[0] : root;
            isError = JsonUnicode.IsValid(root) && ErrorReader.IsFailure(root) ? true : throw new JsonException("What stands between the events is no error.");
        }

        ReadObject(root, isError, false, events);
    }

    /// <inheritdoc/>
    public void Complete(ICollection<ChatEvent> events)
    {
        // Some vendors send [DONE] without a finish reason. Without either the stream was cut, and an end made up here would hide it.
        if (IsTerminated)
        {
            CompleteChoices(false, events);
        }
    }

    /// <summary>Reads a JSON answer.</summary>
    public void ReadAnswer(JsonElement body, ICollection<ChatEvent> events)
    {
        ReadObject(body, false, true, events);
        if (!_failed && _choices.Count == 0)
        {
            throw new JsonException("The answer has no choices.");
        }
    }

    private void ReadObject(JsonElement root, bool isError, bool whole, ICollection<ChatEvent> events)
    {
        if (root.ValueKind != JsonValueKind.Object || !JsonUnicode.IsValid(root))
        {
            throw new JsonException("Expected a JSON object of valid Unicode.");
        }

        if (isError || ErrorReader.IsFailure(root))
        {
            _failed = true;
            events.Add(new ChatEvent.Failed(ErrorReader.InBand(root)));
            return;
        }

        if (root.TryGet("choices", out var choices) && choices.ValueKind == JsonValueKind.Array && choices.GetArrayLength() > 0)
        {
            Start(root, events);
            ReadChoices(choices, whole, events);
        }

        if (_choices.Count > 0)
        {
            Citations(root, events);
        }

        if (whole)
        {
            CompleteChoices(true, events);
        }

        if (UsageMapping.Find(root, quirks) is { } usage && usage != _usage)
        {
            _usage = usage;
            events.Add(new ChatEvent.UsageReported(usage));
        }
    }

    private void CompleteChoices(bool whole, ICollection<ChatEvent> events)
    {
        foreach (var choice in _choices)
        {
            choice.Complete(whole, events);
        }
    }

    /// <summary>Waits for a chunk with choices, because Azure's first chunk has neither them nor an id.</summary>
    private void Start(JsonElement root, ICollection<ChatEvent> events)
    {
        if (_started)
        {
            return;
        }

        _started = true;
        events.Add(new ChatEvent.Started(
            root.StringOrNull("id") is { Length: > 0 } id ? id : null,
            root.StringOrNull("model") is { Length: > 0 } model ? model : null,
            root.LongOrNull("created") is > 0 and var created ? created : null));
    }

    private void ReadChoices(JsonElement choices, bool whole, ICollection<ChatEvent> events)
    {
        var position = 0;
        foreach (var item in choices.EnumerateArray())
        {
            var index = (int)Math.Clamp(item.LongOrNull("index") ?? position, 0, int.MaxValue);
            position++;
            if (item.ValueKind == JsonValueKind.Object)
            {
                Choice(index).Read(item, whole, events);
            }
        }
    }

    /// <summary>Lists of addresses beside the choices (xAI, Perplexity), repeated in every chunk.</summary>
    private void Citations(JsonElement root, ICollection<ChatEvent> events)
    {
        if (!ReasoningReader.TryGetList(root, "citations", out var citations))
        {
            return;
        }

        foreach (var citation in citations.EnumerateArray())
        {
            var url = citation.ValueKind == JsonValueKind.String ? citation.GetString() : citation.StringOrNull("url");
            if (url is { Length: > 0 } && _citations.Add(url))
            {
                events.Add(new ChatEvent.Citation(_choices[0].Choice, url, citation.StringOrNull("title") ?? "", null, null));
            }
        }
    }

    private ChoiceReader Choice(int index)
    {
        foreach (var choice in _choices)
        {
            if (choice.Choice == index)
            {
                return choice;
            }
        }

        var added = new ChoiceReader(index, context.IdSeed);
        _choices.Add(added);
        return added;
    }
}
