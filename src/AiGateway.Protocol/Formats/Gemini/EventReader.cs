using System.Globalization;
using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Json;
using AiGateway.Protocol.Sse;

namespace AiGateway.Protocol.Formats.Gemini;

/// <summary>Reads answers, whose every chunk in a stream has the shape of a whole one.</summary>
internal sealed class EventReader(AnswerReadContext context) : IAnswerStreamReader
{
    private readonly List<CandidateReader> _candidates = [];
    private readonly UsageReader _usage = new();
    private bool _started;
    private bool _failed;
    private int _calls;

    /// <inheritdoc/>
    public bool IsTerminated => false;

    /// <inheritdoc/>
    public void Read(in SseFrame frame, ICollection<ChatEvent> events)
    {
        if (frame.Data.IsEmpty || frame.IsDone)
        {
            return;
        }

        using var document = JsonDocument.Parse(frame.Data);
        if (!frame.IsBare)
        {
            ReadChunks(document.RootElement, events);
        }
        else if (!_failed)
        {
            // Google's servers end a stream that fails with the error as plain lines, sometimes in an array.
            var error = Errors.FindInBand(document.RootElement) ?? throw new JsonException("What stands between the events is no error.");
            _failed = true;
            events.Add(new ChatEvent.Failed(error));
        }
    }

    /// <inheritdoc/>
    public void Complete(ICollection<ChatEvent> events)
    {
        foreach (var candidate in _candidates)
        {
            candidate.Complete(events);
        }
    }

    /// <summary>Reads a JSON answer; the array of chunks that a stream without <c>alt=sse</c> is counts as one, too.</summary>
    public void ReadWhole(JsonElement body, ICollection<ChatEvent> events)
    {
        ReadChunks(body, events);
        if (_failed)
        {
            return;
        }

        if (_candidates.Count == 0)
        {
            throw new JsonException("The answer has no candidates and does not say why.");
        }

        foreach (var candidate in _candidates)
        {
            candidate.Complete(events, isWhole: true);
        }
    }

    private void ReadChunks(JsonElement body, ICollection<ChatEvent> events)
    {
        try
        {
            if (body.ValueKind != JsonValueKind.Array)
            {
                ReadChunk(body, events);
                return;
            }

            foreach (var chunk in body.EnumerateArray())
            {
                ReadChunk(chunk, events);
            }
        }
        catch (InvalidOperationException exception)
        {
            // A string that is no text (broken UTF-8, half a surrogate pair) is found only when it is read.
            throw new JsonException("The answer has a string that is no valid text.", exception);
        }
    }

    private void ReadChunk(JsonElement chunk, ICollection<ChatEvent> events)
    {
        if (chunk.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException("An answer must be a JSON object.");
        }

        if (_failed)
        {
            return;
        }

        if (chunk.TryGet("error", out var error))
        {
            _failed = true;
            events.Add(new ChatEvent.Failed(Errors.Read(error)));
            return;
        }

        Start(chunk, events);
        if (chunk.TryGet("candidates", out var candidates) && candidates.ValueKind == JsonValueKind.Array)
        {
            foreach (var candidate in candidates.EnumerateArray())
            {
                if (candidate.ValueKind == JsonValueKind.Object)
                {
                    Candidate((int)(candidate.LongOrNull("index") ?? 0)).Read(candidate, events);
                }
            }
        }

        if (chunk.TryGet("promptFeedback", out var feedback) && feedback.StringOrNull("blockReason") is not (null or "BLOCK_REASON_UNSPECIFIED"))
        {
            Candidate(0).Block();
        }

        if (chunk.TryGet("usageMetadata", out var usage) && _usage.Read(usage) is { } changed)
        {
            events.Add(new ChatEvent.UsageReported(changed));
        }
    }

    private void Start(JsonElement chunk, ICollection<ChatEvent> events)
    {
        // A keep-alive of another gateway may be an empty object.
        if (_started || !chunk.EnumerateObject().Any())
        {
            return;
        }

        _started = true;
        long? created = DateTimeOffset.TryParse(chunk.StringOrNull("createTime"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time.ToUnixTimeSeconds()
            : null;
        events.Add(new ChatEvent.Started(chunk.StringOrNull("responseId"), chunk.StringOrNull("modelVersion"), created));
    }

    private CandidateReader Candidate(int index)
    {
        foreach (var candidate in _candidates)
        {
            if (candidate.Index == index)
            {
                return candidate;
            }
        }

        var added = new CandidateReader(index, MakeCallId, context.IdSeed);
        _candidates.Add(added);
        return added;
    }

    private string MakeCallId() => string.Create(CultureInfo.InvariantCulture, $"call_{context.IdSeed}_{_calls++}");
}
