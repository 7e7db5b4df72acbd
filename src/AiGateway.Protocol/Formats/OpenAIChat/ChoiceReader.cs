using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Json;

namespace AiGateway.Protocol.Formats.OpenAIChat;

/// <summary>Reads one of an answer's choices: the deltas of a stream, or the one message of a JSON answer.</summary>
internal sealed class ChoiceReader(int choice, string idSeed)
{
    private readonly ToolCallAssembler _calls = new(choice, idSeed);
    private bool _reasoningOpen;
    private bool _finished;

    public int Choice => choice;

    /// <summary>Reads one element of <c>choices</c>.</summary>
    /// <param name="item">The element.</param>
    /// <param name="whole">True for a JSON answer.</param>
    public void Read(JsonElement item, bool whole, ICollection<ChatEvent> events)
    {
        if (_finished)
        {
            // OpenRouter repeats the finish chunk, Azure appends empty ones; an answer ends once.
            return;
        }

        Logprobs(item, events);
        if (item.TryGet(whole ? "message" : "delta", out var delta) || item.TryGet(whole ? "delta" : "message", out delta))
        {
            Delta(delta, whole, events);
        }

        var reason = item.StringOrNull("finish_reason");
        if (!string.IsNullOrEmpty(reason) && reason != "null")
        {
            Finish(FinishReasons.Read(reason), item.StringOrNull("stop_reason"), events);
        }
    }

    /// <summary>
    /// Ends a choice whose provider never said why it ended. One whose calls may have been cut in the middle stays without an end: a
    /// caller would carry out half a call.
    /// </summary>
    /// <param name="whole">True for a JSON answer, which is there to its last bracket.</param>
    /// <param name="events">Receives the end.</param>
    public void Complete(bool whole, ICollection<ChatEvent> events)
    {
        if (!_finished && (whole || _calls.AreWhole))
        {
            Finish(FinishReason.Stop, null, events);
        }
    }

    private void Finish(FinishReason reason, string? stopSequence, ICollection<ChatEvent> events)
    {
        _finished = true;
        _calls.Complete(events);

        // A forced call ends with "stop" at OpenAI itself; what the caller must do is answer it all the same.
        var said = reason == FinishReason.Stop && _calls.HasCalls ? FinishReason.ToolCalls : reason;
        events.Add(new ChatEvent.Finished(choice, said, stopSequence));
    }

    private void Logprobs(JsonElement item, ICollection<ChatEvent> events)
    {
        if (!item.TryGet("logprobs", out var logprobs))
        {
            return;
        }

        if (ReasoningReader.TryGetList(logprobs, "content", out var tokens) || ReasoningReader.TryGetList(logprobs, "refusal", out tokens))
        {
            events.Add(new ChatEvent.Logprobs(choice, [.. tokens.EnumerateArray().Select(static token => token.Clone())]));
        }
    }

    private void Delta(JsonElement delta, bool whole, ICollection<ChatEvent> events)
    {
        if (delta.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        Reasoning(delta, whole, events);
        Content(delta, events);
        if (delta.StringOrNull("refusal") is { Length: > 0 } refusal)
        {
            events.Add(new ChatEvent.RefusalDelta(choice, refusal));
        }

        Audio(delta, events);
        Annotations(delta, events);
        if (delta.TryGet("tool_calls", out var calls))
        {
            _calls.Read(calls, whole, events);
        }
        else if (delta.TryGet("function_call", out var legacy) && legacy.ValueKind == JsonValueKind.Object)
        {
            _calls.ReadLegacy(legacy, events);
        }
    }

    /// <summary>
    /// In a stream the text comes first and its signature in a block at the end, which may repeat the text. A whole answer's blocks hold
    /// everything.
    /// </summary>
    private void Reasoning(JsonElement delta, bool whole, ICollection<ChatEvent> events)
    {
        if (whole)
        {
            ReasoningReader.Parts(delta).ForEach(part => Block(part, true, events));
            return;
        }

        var text = ReasoningReader.Text(delta);
        if (text is not null)
        {
            ReasoningText(text, events);
        }

        if (ReasoningReader.TryGetList(delta, "thinking_blocks", out var list) || ReasoningReader.TryGetList(delta, "reasoning_details", out list))
        {
            foreach (var item in list.EnumerateArray())
            {
                if (ReasoningReader.Block(item) is { } part)
                {
                    var repeats = text is not null || (_reasoningOpen && part is ChatPart.Thinking { Signature: not null });
                    Block(part, !repeats, events);
                }
            }
        }
    }

    private void Block(ChatPart part, bool withText, ICollection<ChatEvent> events)
    {
        if (part is ChatPart.RedactedThinking redacted)
        {
            _reasoningOpen = false;
            events.Add(new ChatEvent.RedactedReasoning(choice, redacted.Data));
        }
        else if (part is ChatPart.Thinking thinking)
        {
            if (withText && thinking.Value.Length > 0)
            {
                ReasoningText(thinking.Value, events);
            }

            if (thinking.Signature is { } signature)
            {
                _reasoningOpen = false;
                events.Add(new ChatEvent.ReasoningSignature(choice, signature));
            }
        }
    }

    private void ReasoningText(string text, ICollection<ChatEvent> events)
    {
        _reasoningOpen = true;
        events.Add(new ChatEvent.ReasoningDelta(choice, text));
    }

    private void Content(JsonElement delta, ICollection<ChatEvent> events)
    {
        var signature = ThoughtSignature.Of(delta);
        if (!delta.TryGet("content", out var content))
        {
            Text("", signature, events);
        }
        else if (content.ValueKind == JsonValueKind.String)
        {
            Text(content.GetString()!, signature, events);
        }
        else if (content.ValueKind == JsonValueKind.Array)
        {
            foreach (var part in content.EnumerateArray())
            {
                ContentPart(part, events);
            }

            Text("", signature, events);
        }
    }

    /// <summary>Mistral's reasoning models answer with a list.</summary>
    private void ContentPart(JsonElement part, ICollection<ChatEvent> events)
    {
        switch (part.StringOrNull("type"))
        {
            case "thinking" when ReasoningReader.ThinkingText(part) is { Length: > 0 } thinking:
                ReasoningText(thinking, events);
                break;
            case "text" or "output_text":
                Text(part.StringOrNull("text") ?? "", ThoughtSignature.Of(part), events);
                break;
            case "refusal" when part.StringOrNull("refusal") is { Length: > 0 } refusal:
                events.Add(new ChatEvent.RefusalDelta(choice, refusal));
                break;
        }
    }

    private void Text(string text, string? signature, ICollection<ChatEvent> events)
    {
        if (text.Length > 0 || signature is not null)
        {
            _reasoningOpen = false;
            events.Add(new ChatEvent.TextDelta(choice, text) { Signature = signature });
        }
    }

    private void Audio(JsonElement delta, ICollection<ChatEvent> events)
    {
        if (delta.TryGet("audio", out var audio) && audio.ValueKind == JsonValueKind.Object)
        {
            events.Add(new ChatEvent.AudioDelta(
                choice, audio.StringOrNull("id"), audio.StringOrNull("data"), audio.StringOrNull("transcript"), audio.LongOrNull("expires_at")));
        }
    }

    private void Annotations(JsonElement delta, ICollection<ChatEvent> events)
    {
        if (!ReasoningReader.TryGetList(delta, "annotations", out var annotations))
        {
            return;
        }

        foreach (var annotation in annotations.EnumerateArray())
        {
            if (annotation.TryGet("url_citation", out var citation) && citation.StringOrNull("url") is { } url)
            {
                events.Add(new ChatEvent.Citation(
                    choice, url, citation.StringOrNull("title") ?? "", (int?)citation.LongOrNull("start_index"), (int?)citation.LongOrNull("end_index")));
            }
        }
    }
}
