using System.Text.Json;
using AiGateway.Exchanges;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Formats;
using AiGateway.Protocol.Sse;

namespace AiGateway.Upstream;

/// <summary>Reads a stream of another format, or of a loose one, event by event, and writes the caller's own.</summary>
internal sealed class TranslatingStreamSink : AnswerSink
{
    private readonly Attempt _attempt;
    private readonly UpstreamCall _call;
    private readonly SseFrameReader _frames = new();
    private readonly IAnswerStreamReader _reader;
    private readonly AnswerOutput _output;
    private readonly List<ChatEvent> _events = [];

    /// <summary>Makes the sink.</summary>
    public TranslatingStreamSink(Attempt attempt, UpstreamCall call, TimeProvider time)
    {
        _attempt = attempt;
        _call = call;
        _reader = call.ChatFormat!.CreateStreamReader(call.ReadContext!);
        _output = new AnswerOutput(attempt, call, time);
    }

    /// <inheritdoc/>
    public override bool HasFinished => _output.HasFinished;

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken token)
    {
        if (_output.IsFinished)
        {
            return;
        }

        _attempt.Progressed(bytes.Length);
        try
        {
            ReadFrames(bytes.Span);
        }
        catch (SseFrameTooLargeException)
        {
            _output.Fail(new AttemptFailure(FailureClass.ServerTransient, GatewayErrors.AnswerTooLarge(_call.Provider)));
        }

        if (_reader.IsTerminated && _attempt.Failure is null)
        {
            Complete();
            await _output.FinishAsync(token);
        }
        else
        {
            await _output.FlushAsync(token);
        }

        if (_attempt.Failure is not null)
        {
            _attempt.Abort();
        }
    }

    /// <inheritdoc/>
    public override ValueTask CompleteAsync(CancellationToken token)
    {
        if (_output.IsFinished || _attempt.Failure is not null)
        {
            return ValueTask.CompletedTask;
        }

        Complete();
        return _output.FinishAsync(token);
    }

    /// <inheritdoc/>
    public override ValueTask StopAsync() => _output.StopAsync();

    /// <inheritdoc/>
    protected override void Release()
    {
        _frames.Dispose();
        _output.Dispose();
    }

    private void ReadFrames(ReadOnlySpan<byte> bytes)
    {
        _frames.Append(bytes);
        while (_attempt.Failure is null && !_reader.IsTerminated && _frames.TryRead(out var frame))
        {
            _events.Clear();
            try
            {
                _reader.Read(frame, _events);
            }
            catch (Exception exception) when (exception is JsonException or InvalidOperationException)
            {
                // One bad event among good ones costs itself alone.
                _attempt.MalformedEvents++;
                continue;
            }

            foreach (var chatEvent in _events)
            {
                _output.Add(chatEvent);
            }
        }
    }

    private void Complete()
    {
        _events.Clear();
        _reader.Complete(_events);
        foreach (var chatEvent in _events)
        {
            _output.Add(chatEvent);
        }
    }
}
