using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Json;

namespace AiGateway.Protocol.Formats.Gemini;

/// <summary>Reads one candidate's pieces through the chunks of an answer.</summary>
/// <param name="index">The candidate's index.</param>
/// <param name="makeCallId">Makes an id for a call that has none.</param>
/// <param name="idSeed">From which the id of the sound is made.</param>
internal sealed class CandidateReader(int index, Func<string> makeCallId, string idSeed)
{
    private readonly SourceReader _sources = new(index);
    private PartialArguments? _partial;
    private AudioJoiner? _audio;
    private int _calls;
    private FinishReason? _reason;

    public int Index => index;

    /// <summary>Reads a chunk's piece of the candidate.</summary>
    public void Read(JsonElement candidate, ICollection<ChatEvent> events)
    {
        if (candidate.TryGet("content", out var content) && content.TryGet("parts", out var parts) && parts.ValueKind == JsonValueKind.Array)
        {
            foreach (var part in parts.EnumerateArray())
            {
                if (part.ValueKind == JsonValueKind.Object)
                {
                    ReadPart(part, events);
                }
            }
        }

        _sources.Read(candidate, events);
        if (candidate.TryGet("logprobsResult", out var logprobs))
        {
            LogprobsMapping.Read(index, logprobs, events);
        }

        if (candidate.TryGet("finishReason", out var reason) && reason.ValueKind == JsonValueKind.String)
        {
            _reason = FinishReasons.Read(reason);
        }
    }

    /// <summary>Notes that the prompt was blocked.</summary>
    public void Block() => _reason = FinishReason.ContentFilter;

    /// <summary>
    /// Gives what was held back for the end, the reason with it: some models name one in every chunk, so that the first proves nothing, and
    /// a function may still be called after it.
    /// </summary>
    /// <param name="events">Receives it.</param>
    /// <param name="isWhole">Whether a candidate that does not say why it ended has ended all the same, as in a JSON answer.</param>
    public void Complete(ICollection<ChatEvent> events, bool isWhole = false)
    {
        if ((_reason ?? (isWhole ? FinishReason.Stop : null)) is not { } reason)
        {
            // Cut: arguments of which a part has come must not be rounded off to whole ones.
            return;
        }

        EndPartial(events);
        if (_audio?.Flush() is { } rest)
        {
            events.Add(new ChatEvent.AudioDelta(index, null, rest, null, null));
        }

        // Gemini says STOP also when it has called functions.
        events.Add(new ChatEvent.Finished(index, reason == FinishReason.Stop && _calls > 0 ? FinishReason.ToolCalls : reason, null));
    }

    private void ReadPart(JsonElement part, ICollection<ChatEvent> events)
    {
        var signature = part.StringOrNull("thoughtSignature");
        if (part.TryGet("functionCall", out var call))
        {
            ReadCall(call, signature, events);
        }
        else if (part.TextOrNull("text") is { } text)
        {
            ReadText(text, part.TryGet("thought", out var thought) && thought.ValueKind == JsonValueKind.True, signature, events);
        }
        else if (part.TryGet("inlineData", out var data))
        {
            ReadData(data, events);
        }
        else if (part.TryGet("executableCode", out var code))
        {
            AddText(CodeText.Code(code.StringOrNull("language"), code.StringOrNull("code")), signature, events);
        }
        else if (part.TryGet("codeExecutionResult", out var result))
        {
            AddText(CodeText.Output(result.StringOrNull("output")), signature, events);
        }
    }

    private void ReadText(string text, bool thought, string? signature, ICollection<ChatEvent> events)
    {
        if (!thought)
        {
            if (text.Length > 0 || signature is not null)
            {
                AddText(text, signature, events);
            }

            return;
        }

        if (text.Length > 0)
        {
            events.Add(new ChatEvent.ReasoningDelta(index, text));
        }

        if (signature is not null)
        {
            events.Add(new ChatEvent.ReasoningSignature(index, signature));
        }
    }

    private void AddText(string text, string? signature, ICollection<ChatEvent> events)
    {
        _sources.Follow(text);
        events.Add(new ChatEvent.TextDelta(index, text) { Signature = signature });
    }

    private void ReadData(JsonElement data, ICollection<ChatEvent> events)
    {
        var type = data.StringOrNull("mimeType") ?? "application/octet-stream";
        var bytes = data.TextOrNull("data") ?? "";
        if (type.StartsWith("audio/", StringComparison.Ordinal))
        {
            var id = _audio is null ? $"audio_{idSeed}" : null;
            _audio ??= new AudioJoiner();
            events.Add(new ChatEvent.AudioDelta(index, id, _audio.Add(bytes), null, null));
        }
        else
        {
            // No other format has a place for an image in an answer; Markdown is what chat clients show.
            AddText($"![{(type.StartsWith("image/", StringComparison.Ordinal) ? "image" : "file")}](data:{type};base64,{bytes})", null, events);
        }
    }

    private void ReadCall(JsonElement call, string? signature, ICollection<ChatEvent> events)
    {
        var name = call.StringOrNull("name");
        var continues = call.TryGet("willContinue", out var more) && more.ValueKind == JsonValueKind.True;
        if (!string.IsNullOrEmpty(name))
        {
            EndPartial(events);
            StartCall(call.StringOrNull("id"), name, signature, events);
            if (continues || call.TryGet("partialArgs", out _))
            {
                _partial = new PartialArguments();
            }
            else
            {
                AddArguments(Arguments(call), events);
            }
        }

        if (_partial is null)
        {
            return;
        }

        if (call.TryGet("partialArgs", out var pieces) && pieces.ValueKind == JsonValueKind.Array)
        {
            foreach (var piece in pieces.EnumerateArray())
            {
                _partial.Add(piece);
            }
        }

        if (!continues)
        {
            EndPartial(events);
        }
    }

    private void StartCall(string? id, string name, string? signature, ICollection<ChatEvent> events) =>
        events.Add(new ChatEvent.ToolCallStarted(index, _calls++, string.IsNullOrEmpty(id) ? makeCallId() : id, name) { Signature = signature });

    private void AddArguments(string arguments, ICollection<ChatEvent> events) => events.Add(new ChatEvent.ToolCallDelta(index, _calls - 1, arguments));

    private void EndPartial(ICollection<ChatEvent> events)
    {
        if (_partial is { } partial)
        {
            _partial = null;
            AddArguments(partial.ToString(), events);
        }
    }

    private static string Arguments(JsonElement call) => call.TryGet("args", out var args)
        ? args.ValueKind == JsonValueKind.String ? args.GetString() is { } text && !string.IsNullOrWhiteSpace(text) ? text : "{}" : CompactJson.Of(args)
        : "{}";
}
