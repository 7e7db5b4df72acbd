using AiGateway.Exchanges;
using AiGateway.Protocol.Formats.OpenAIChat;
using AiGateway.Protocol.Sse;

namespace AiGateway.Upstream;

/// <summary>Watches the events of an OpenAI-shaped stream that passes through untouched.</summary>
internal sealed class StreamObserver(Attempt attempt, UpstreamCall call)
{
    /// <summary>True once an event carried content.</summary>
    public bool HasContent { get; private set; }

    /// <summary>True once an event said why an answer ended.</summary>
    public bool HasFinished { get; private set; }

    /// <summary>True once the stream has said that it is over.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Notes that the stream has ended well without saying so.</summary>
    public void End() => IsDone = true;

    /// <summary>Looks at whole events.</summary>
    /// <param name="events">Raw bytes that begin with an event and end with a blank line.</param>
    /// <returns>How many of the bytes are good to send: up to an event that reports a failure, which is noted on the attempt, or up to the end of the stream.</returns>
    public int Observe(ReadOnlySpan<byte> events)
    {
        var at = 0;
        while (at < events.Length && !IsDone)
        {
            var length = FrameLength(events[at..]);
            if (!Look(events.Slice(at, length)))
            {
                return at;
            }

            at += length;
        }

        return at;
    }

    private static int FrameLength(ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOf("\n\n"u8);
        if (end >= 0 && rest[..end].IndexOf((byte)'\r') < 0)
        {
            return end + 2;
        }

        end = SseBoundary.FirstEnd(rest);
        return end == 0 ? rest.Length : end;
    }

    /// <summary>Looks at one event; false where it reports a failure.</summary>
    private bool Look(ReadOnlySpan<byte> frame)
    {
        if (IsPlain(frame, out var data))
        {
            return Judge(data, default);
        }

        using var reader = new SseFrameReader(frame.Length + 1);
        reader.Append(frame);
        return !reader.TryRead(out var parsed) || Judge(parsed.Data.Span, parsed.Event.Span);
    }

    /// <summary>Most events are one <c>data:</c> line and a blank one.</summary>
    private static bool IsPlain(ReadOnlySpan<byte> frame, out ReadOnlySpan<byte> data)
    {
        data = default;
        if (!frame.StartsWith("data:"u8) || !frame.EndsWith("\n\n"u8))
        {
            return false;
        }

        data = frame[5..^2];
        if (data.StartsWith(" "u8))
        {
            data = data[1..];
        }

        return data.IndexOfAny((byte)'\n', (byte)'\r') < 0;
    }

    private bool Judge(ReadOnlySpan<byte> data, ReadOnlySpan<byte> eventName)
    {
        var kinds = HasContent ? OpenAIChatInspector.InspectFast(data, eventName) : OpenAIChatInspector.Inspect(data, eventName);
        if (kinds == OpenAIChatFrameKinds.Other)
        {
            return true;
        }

        if (kinds.HasFlag(OpenAIChatFrameKinds.Error))
        {
            var error = OpenAIChatInspector.ReadFailure(data);
            attempt.Failure = AttemptFailure.FromProviderError(call.Provider, call.Redact(error), null);
            return false;
        }

        HasContent |= kinds.HasFlag(OpenAIChatFrameKinds.Content);
        HasFinished |= kinds.HasFlag(OpenAIChatFrameKinds.Finish);
        IsDone |= kinds.HasFlag(OpenAIChatFrameKinds.Done);
        if (kinds.HasFlag(OpenAIChatFrameKinds.Malformed))
        {
            // Passed on untouched: the caller's client may make something of it, and what we changed nobody could explain.
            attempt.MalformedEvents++;
        }

        if (kinds.HasFlag(OpenAIChatFrameKinds.Usage))
        {
            attempt.Usage = OpenAIChatInspector.ReadUsage(data) ?? attempt.Usage;
        }

        return true;
    }
}
