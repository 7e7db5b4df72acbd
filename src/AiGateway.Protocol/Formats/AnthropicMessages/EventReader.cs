using System.Text;
using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Json;
using AiGateway.Protocol.Sse;

namespace AiGateway.Protocol.Formats.AnthropicMessages;

/// <summary>Reads an answer: a stream event by event, or a whole message as if its blocks had been streamed.</summary>
internal sealed class EventReader(AnswerReadContext context) : IAnswerStreamReader
{
    private readonly Dictionary<int, OpenBlock> _blocks = [];
    private readonly UsageMapping _usage = new();
    private bool _isStarted;
    private bool _isFinished;
    private int _calls;

    /// <inheritdoc/>
    public bool IsTerminated { get; private set; }

    /// <inheritdoc/>
    public void Read(in SseFrame frame, ICollection<ChatEvent> events)
    {
        if (!frame.HasData || frame.IsDone)
        {
            return;
        }

        using var document = JsonDocument.Parse(frame.Data);
        try
        {
            if (frame.IsBare && !IsError(document.RootElement))
            {
                throw new JsonException("What stands between the events is no error.");
            }

            Read(document.RootElement, events);
        }
        catch (InvalidOperationException exception)
        {
            throw InvalidUnicode(exception);
        }
    }

    /// <inheritdoc/>
    public void Complete(ICollection<ChatEvent> events)
    {
        // A block that is open where the stream was cut stays so: what would close it is made up.
        if (_isFinished)
        {
            StopAll(events);
        }
    }

    /// <summary>Reads a whole message.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public void ReadAnswer(JsonElement body, ICollection<ChatEvent> events)
    {
        try
        {
            ReadMessage(body, events);
        }
        catch (InvalidOperationException exception)
        {
            throw InvalidUnicode(exception);
        }
    }

    /// <summary>JsonElement answers half a surrogate pair with an exception of its own.</summary>
    private static JsonException InvalidUnicode(InvalidOperationException exception) => new("A string is not valid Unicode.", exception);

    private void Read(JsonElement data, ICollection<ChatEvent> events)
    {
        if (data.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException("An event's data is no object.");
        }

        switch (data.StringOrNull("type"))
        {
            case "content_block_delta":
                ReadDelta(data, events);
                break;
            case "content_block_start" when data.TryGet("content_block", out var block):
                StartBlock(Index(data), block, events);
                break;
            case "content_block_stop":
                StopBlock(Index(data), events);
                break;
            case "message_start" when data.TryGet("message", out var message):
                Start(message, events);
                AddUsage(message, events);
                break;
            case "message_delta":
                if (data.TryGet("delta", out var delta))
                {
                    Finish(delta, events);
                }

                AddUsage(data, events);
                break;
            case "message_stop":
                IsTerminated = true;
                break;
            case "error":
            case null when data.TryGet("error", out _):
                events.Add(new ChatEvent.Failed(Errors.Read(data)));
                break;
        }
    }

    private static bool IsError(JsonElement body) => body.StringOrNull("type") == "error" || body.TryGet("error", out _);

    private void ReadMessage(JsonElement body, ICollection<ChatEvent> events)
    {
        if (IsError(body))
        {
            events.Add(new ChatEvent.Failed(Errors.Read(body)));
            return;
        }

        if (!body.TryGet("content", out var content) || content.ValueKind != JsonValueKind.Array)
        {
            throw new JsonException("The answer has no content.");
        }

        Start(body, events);
        var index = 0;
        foreach (var block in content.EnumerateArray())
        {
            StartBlock(index, block, events);
            StopBlock(index++, events);
        }

        Finish(body, events);
        AddUsage(body, events);
    }

    private static int Index(JsonElement data) => (int)(data.LongOrNull("index") ?? 0);

    private void Start(JsonElement message, ICollection<ChatEvent> events)
    {
        // Some compatible vendors say it twice.
        if (!_isStarted)
        {
            _isStarted = true;
            events.Add(new ChatEvent.Started(message.StringOrNull("id"), message.StringOrNull("model"), null));
        }
    }

    private void AddUsage(JsonElement parent, ICollection<ChatEvent> events)
    {
        if (_usage.Merge(parent) is { } usage)
        {
            events.Add(new ChatEvent.UsageReported(usage));
        }
    }

    private void StartBlock(int index, JsonElement content, ICollection<ChatEvent> events)
    {
        StopBlock(index, events);
        var block = new OpenBlock();
        _blocks[index] = block;
        switch (content.StringOrNull("type"))
        {
            case "text":
                AddText(content.TextOrNull("text"), events);
                if (content.TryGet("citations", out var citations) && citations.ValueKind == JsonValueKind.Array)
                {
                    foreach (var citation in citations.EnumerateArray())
                    {
                        block.Add(citation);
                    }
                }

                break;
            case "thinking":
                AddReasoning(content.TextOrNull("thinking"), events);
                block.Signature = content.TextOrNull("signature");
                break;
            case "redacted_thinking" when content.TextOrNull("data") is { } data:
                events.Add(new ChatEvent.RedactedReasoning(0, data));
                break;
            case "tool_use" when content.StringOrNull("name") is { } name:
                StartCall(block, name, content, events);
                break;
        }
    }

    private void StartCall(OpenBlock block, string name, JsonElement content, ICollection<ChatEvent> events)
    {
        block.Input = content.TryGet("input", out var input) && input.ValueKind == JsonValueKind.Object && input.EnumerateObject().Any()
            ? Encoding.UTF8.GetString(JsonText.Write(input.WriteTo))
            : "{}";
        if (name == context.JsonTool)
        {
            block.IsJsonAnswer = true;
            return;
        }

        block.Call = _calls++;
        var id = content.StringOrNull("id") is { Length: > 0 } given ? given : $"toolu_{context.IdSeed}_{block.Call}";
        events.Add(new ChatEvent.ToolCallStarted(0, block.Call.Value, id, name));
    }

    private void ReadDelta(JsonElement data, ICollection<ChatEvent> events)
    {
        if (!data.TryGet("delta", out var delta))
        {
            return;
        }

        switch (delta.StringOrNull("type"))
        {
            case "text_delta":
                AddText(delta.TextOrNull("text"), events);
                break;
            case "thinking_delta":
                AddReasoning(delta.TextOrNull("thinking"), events);
                break;
            case "input_json_delta" when delta.TextOrNull("partial_json") is { Length: > 0 } json && _blocks.TryGetValue(Index(data), out var block):
                AddArguments(block, json, events);
                break;
            case "signature_delta" when _blocks.TryGetValue(Index(data), out var block):
                block.Signature += delta.TextOrNull("signature");
                break;
            case "citations_delta" when delta.TryGet("citation", out var citation) && _blocks.TryGetValue(Index(data), out var block):
                block.Add(citation);
                break;
        }
    }

    private static void AddText(string? text, ICollection<ChatEvent> events)
    {
        if (text is { Length: > 0 })
        {
            events.Add(new ChatEvent.TextDelta(0, text));
        }
    }

    private static void AddReasoning(string? text, ICollection<ChatEvent> events)
    {
        if (text is { Length: > 0 })
        {
            events.Add(new ChatEvent.ReasoningDelta(0, text));
        }
    }

    private static void AddArguments(OpenBlock block, string json, ICollection<ChatEvent> events)
    {
        if (block.Call is { } call)
        {
            events.Add(new ChatEvent.ToolCallDelta(0, call, json));
        }
        else if (block.IsJsonAnswer)
        {
            events.Add(new ChatEvent.TextDelta(0, json));
        }

        block.Input = null;
    }

    private void StopBlock(int index, ICollection<ChatEvent> events)
    {
        if (!_blocks.Remove(index, out var block))
        {
            return;
        }

        // Still there when no piece came: a call without arguments, or one whose vendor sent them whole at the start.
        if (block.Input is { } input)
        {
            AddArguments(block, input, events);
        }

        if (block.Signature is { Length: > 0 } signature)
        {
            events.Add(new ChatEvent.ReasoningSignature(0, signature));
        }

        block.Citations?.ForEach(events.Add);
    }

    private void StopAll(ICollection<ChatEvent> events)
    {
        foreach (var index in _blocks.Keys.Order().ToList())
        {
            StopBlock(index, events);
        }
    }

    private void Finish(JsonElement parent, ICollection<ChatEvent> events)
    {
        if (_isFinished || parent.StringOrNull("stop_reason") is not { } reason)
        {
            return;
        }

        _isFinished = true;
        StopAll(events);
        if (parent.TryGet("stop_details", out var details) && details.StringOrNull("explanation") is { Length: > 0 } explanation)
        {
            events.Add(new ChatEvent.RefusalDelta(0, explanation));
        }

        events.Add(new ChatEvent.Finished(0, StopReasons.Read(reason, _calls > 0), parent.StringOrNull("stop_sequence")));
    }
}
