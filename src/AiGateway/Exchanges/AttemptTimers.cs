using AiGateway.Configuration;

namespace AiGateway.Exchanges;

/// <summary>What may end one attempt before its time: for a stream its first content, then each pause and its pace; for a plain answer its end.</summary>
/// <remarks>One timer does for all, since they follow one another. Which of them ran out is asked here, and never of an exception.</remarks>
internal sealed class AttemptTimers : IDisposable
{
    private readonly Exchange _exchange;
    private readonly TimeProvider _time;
    private readonly TimeoutOptions _limits;
    private readonly CancellationTokenSource _cancellation;
    private AttemptTimer _armed;
    private AttemptTimer _expired;
    private long _rearmedAt;
    private long _windowAt;
    private long _windowBytes;

    /// <summary>Starts the first timer.</summary>
    public AttemptTimers(Exchange exchange, TimeProvider time)
    {
        _exchange = exchange;
        _time = time;
        _limits = exchange.Pool.Options.Timeouts;
        _cancellation = CancellationTokenSource.CreateLinkedTokenSource(exchange.Cancelled);
        if (exchange.Stream)
        {
            Arm(AttemptTimer.FirstToken, _limits.FirstToken);
        }
        else if (_limits.Answer is { } answer)
        {
            Arm(AttemptTimer.Answer, answer);
        }
    }

    /// <summary>Cancelled when a timer ran out, and with the exchange.</summary>
    public CancellationToken Token => _cancellation.Token;

    /// <summary>The timer that ran out, if one did and not the exchange as a whole was cancelled.</summary>
    public AttemptTimer Expired
    {
        get
        {
            if (_expired == AttemptTimer.None && _cancellation.IsCancellationRequested && !_exchange.Cancelled.IsCancellationRequested)
            {
                _expired = _armed;
            }

            return _expired;
        }
    }

    /// <summary>The first content has come: from here on pauses and pace count.</summary>
    public void ContentArrived()
    {
        if (_exchange.Stream && _armed != AttemptTimer.None)
        {
            _windowAt = _time.GetTimestamp();
            Rearm(_windowAt);
        }
    }

    /// <summary>More has come.</summary>
    public void Progressed(int bytes)
    {
        if (_armed != AttemptTimer.Idle)
        {
            return;
        }

        var now = _time.GetTimestamp();
        if (_limits.MinBytesPerSecond > 0 && IsTooSlow(bytes, now))
        {
            _expired = AttemptTimer.Throughput;
            _cancellation.Cancel();
            return;
        }

        // Moving a timer costs more than reading the clock, so it is moved at most ten times within its span.
        if (_time.GetElapsedTime(_rearmedAt, now) >= _limits.Idle / 10)
        {
            Rearm(now);
        }
    }

    /// <summary>Ends the attempt for a reason that is no timer's.</summary>
    public void Abort()
    {
        _armed = AttemptTimer.None;
        _cancellation.Cancel();
    }

    /// <summary>The answer is whole: the connection gets a moment to end by itself.</summary>
    public void Finish()
    {
        _armed = AttemptTimer.None;
        _cancellation.CancelAfter(TimeSpan.FromSeconds(1));
    }

    /// <inheritdoc/>
    public void Dispose() => _cancellation.Dispose();

    private bool IsTooSlow(int bytes, long now)
    {
        _windowBytes += bytes;
        var elapsed = _time.GetElapsedTime(_windowAt, now);
        if (elapsed < _limits.ThroughputWindow)
        {
            return false;
        }

        var tooSlow = _windowBytes < _limits.MinBytesPerSecond * elapsed.TotalSeconds;
        (_windowAt, _windowBytes) = (now, 0);
        return tooSlow;
    }

    private void Rearm(long now)
    {
        _rearmedAt = now;
        Arm(AttemptTimer.Idle, _limits.Idle);
    }

    private void Arm(AttemptTimer timer, TimeSpan limit)
    {
        _armed = timer;
        _cancellation.CancelAfter(limit);
    }
}
