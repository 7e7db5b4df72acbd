using System.Buffers.Text;
using AiGateway.Exchanges;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Formats.OpenAIChat;
using AiGateway.Protocol.Sse;

namespace AiGateway.Upstream;

/// <summary>Watches the events of an OpenAI-shaped stream that passes through untouched.</summary>
/// <param name="attempt">Whose stream it is.</param>
/// <param name="call">The upstream call.</param>
/// <param name="expectedChoices">How many answers were asked for.</param>
internal sealed class StreamObserver(Attempt attempt, UpstreamCall call, int expectedChoices)
{
    private readonly ChoiceTracker _choices = new(expectedChoices);

    /// <summary>Watches for as many answers as the caller asked for.</summary>
    public StreamObserver(Attempt attempt, UpstreamCall call)
        : this(attempt, call, ChoicesAsked(attempt.Exchange))
    {
    }

    /// <summary>True once an event carried content.</summary>
    public bool HasContent { get; private set; }

    /// <summary>True once every choice that began has said why it ended, and as many as were asked for.</summary>
    public bool HasFinished => _choices.AllFinished;

    /// <summary>True where the provider's policy or filter ended an answer of which nothing had come.</summary>
    public bool IsPolicyRefusal { get; private set; }

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
        while (reader.TryRead(out var parsed))
        {
            // The caller's client passes over plain lines between the events, so that an error is all they can say.
            if (parsed.IsBare && !OpenAIChatInspector.Inspect(parsed.Data.Span).Has(OpenAIChatFrameKinds.Error))
            {
                attempt.MalformedEvents++;
            }
            else if (!Judge(parsed.Data.Span, parsed.Event.Span))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The caller's <c>n</c>. One that is no number is the provider's to refuse.</summary>
    private static int ChoicesAsked(Exchange exchange) =>
        exchange.Envelope is { } envelope && envelope.TryGet("n", out var field)
        && Utf8Parser.TryParse(field.Value(exchange.Body.Bytes.Span), out int asked, out var read) && read == field.Length
            ? asked
            : 1;

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
        // Which choices have begun is only told by the exact reading, and only matters where several were asked for.
        var frame = HasContent && expectedChoices <= 1 ? OpenAIChatInspector.InspectFast(data, eventName) : OpenAIChatInspector.Inspect(data, eventName);
        if (frame.Kinds == OpenAIChatFrameKinds.Other)
        {
            return true;
        }

        if (frame.Has(OpenAIChatFrameKinds.Error))
        {
            var error = OpenAIChatInspector.ReadFailure(data);
            attempt.Failure = AttemptFailure.FromProviderError(call.Provider, call.Redact(error), null);
            return false;
        }

        HasContent |= frame.Has(OpenAIChatFrameKinds.Content);
        IsPolicyRefusal |= !HasContent && frame.Has(OpenAIChatFrameKinds.FinishPolicy);
        _choices.Observe(frame.ContentChoices, frame.FinishedChoices);
        IsDone |= frame.Has(OpenAIChatFrameKinds.Done);
        if (frame.Has(OpenAIChatFrameKinds.Malformed))
        {
            // Passed on untouched: the caller's client may make something of it, and what we changed nobody could explain.
            attempt.MalformedEvents++;
        }

        if (frame.Has(OpenAIChatFrameKinds.Usage))
        {
            attempt.Usage = OpenAIChatInspector.ReadUsage(data) ?? attempt.Usage;
        }

        return true;
    }
}
