using AiGateway.Configuration;
using AiGateway.Exchanges;
using AiGateway.Protocol.Sse;

namespace AiGateway.Upstream;

/// <summary>
/// Passes a stream of the caller's own format through byte for byte, in whole events: looks at every event closely until the first
/// content commits the attempt, and afterwards only for what ends it.
/// </summary>
internal sealed class StreamSink(Attempt attempt, UpstreamCall call, TimeProvider time) : AnswerSink
{
    private static readonly byte[] Terminator = "data: [DONE]\n\n"u8.ToArray();

    private readonly StreamObserver _observer = new(attempt, call);
    private readonly HoldBuffer _pending = new();
    private readonly StreamHold _hold = new(attempt, time);

    /// <inheritdoc/>
    public override bool HasFinished => _observer.HasFinished;

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken token)
    {
        if (_observer.IsDone)
        {
            return;
        }

        attempt.Progressed(bytes.Length);
        var hasRest = _pending.Length > 0;
        if (hasRest)
        {
            _pending.Append(bytes.Span);
            bytes = _pending.Memory;
        }

        var end = SseBoundary.LastEnd(bytes.Span);
        if (end > 0)
        {
            var good = _observer.Observe(bytes.Span[..end]);
            if (_observer.IsPolicyRefusal && attempt.Pool.HasRole(TargetRole.Policy))
            {
                attempt.Failure ??= new AttemptFailure(FailureClass.PolicyRefusal, GatewayErrors.Filtered(call.Provider));
            }

            if (_observer.IsDone && !_observer.HasContent && !_observer.HasFinished)
            {
                // A terminator with nothing before it ends no answer.
                attempt.Failure ??= EndedEarly();
            }

            await _hold.SendAsync(bytes[..good], _observer.HasContent, _observer.IsDone, token);
        }

        if (hasRest)
        {
            _pending.RemoveFirst(end);
        }
        else
        {
            _pending.Append(bytes.Span[end..]);
        }

        Settle();
    }

    /// <inheritdoc/>
    public override async ValueTask CompleteAsync(CancellationToken token)
    {
        if (_observer.IsDone || attempt.Failure is not null)
        {
            return;
        }

        // The terminator counts without its blank line; any other unfinished event was cut.
        var lastLine = _pending.Memory.Span.TrimEnd("\r\n"u8);
        var isTerminated = _observer.HasContent && (lastLine.SequenceEqual("data: [DONE]"u8) || lastLine.SequenceEqual("data:[DONE]"u8));
        if (!_observer.HasFinished && !isTerminated)
        {
            attempt.Failure = EndedEarly();
            return;
        }

        _observer.End();
        await _hold.SendAsync(Terminator, _observer.HasContent, isEnd: true, token);
        attempt.Finished();
    }

    /// <inheritdoc/>
    public override ValueTask StopAsync() => _hold.StopAsync();

    /// <inheritdoc/>
    protected override void Release()
    {
        _pending.Dispose();
        _hold.Dispose();
    }

    private AttemptFailure EndedEarly() => AttemptFailure.EndedEarly(attempt, call.Provider, _observer.HasContent);

    private void Settle()
    {
        if (_observer.IsDone && attempt.Failure is null)
        {
            attempt.Finished();
            return;
        }

        if (_pending.Length > SseFrameReader.DefaultMaxFrameBytes)
        {
            attempt.Failure ??= new AttemptFailure(FailureClass.ServerTransient, GatewayErrors.AnswerTooLarge(call.Provider));
        }

        if (attempt.Failure is not null)
        {
            attempt.Abort();
        }
    }
}
