using AiGateway.Configuration;
using AiGateway.Protocol.Chat;

namespace AiGateway.Exchanges;

/// <summary>One upstream call: its target, its timers, and what became of it.</summary>
internal sealed class Attempt : IDisposable
{
    private readonly CancellationTokenSource _cancellation;
    private readonly TimeProvider _time;
    private readonly TimeoutOptions _timeouts;
    private long _rearmedAt;
    private AttemptTimer _armed;
    private AttemptTimer _expired;

    /// <summary>Begins an attempt.</summary>
    /// <param name="exchange">The request it belongs to.</param>
    /// <param name="number">Its number within the request, from 1.</param>
    /// <param name="time">The clock.</param>
    public Attempt(Exchange exchange, int number, TimeProvider time)
    {
        Exchange = exchange;
        Number = number;
        Pool = exchange.Pool;
        Name = exchange.NameRouted;
        _time = time;
        _timeouts = exchange.Pool.Options.Timeouts;
        _cancellation = CancellationTokenSource.CreateLinkedTokenSource(exchange.Cancelled);
        if (exchange.Stream)
        {
            // Plain JSON has no first token to wait for: only Connect and Total apply there.
            _armed = AttemptTimer.FirstToken;
            _cancellation.CancelAfter(_timeouts.FirstToken);
        }
    }

    /// <summary>The request it belongs to.</summary>
    public Exchange Exchange { get; }

    /// <summary>Its number within the request, from 1.</summary>
    public int Number { get; }

    /// <summary>The targets that it was picked from.</summary>
    public Pool Pool { get; }

    /// <summary>The name by which the pool was found.</summary>
    public string Name { get; }

    /// <summary>Where it goes; set by the request transform once YARP has picked.</summary>
    public Deployment? Deployment { get; set; }

    /// <summary>The model's name at the provider.</summary>
    public string UpstreamModel { get; set; } = "";

    /// <summary>Fields of the request that the target cannot take.</summary>
    public IReadOnlyList<string> Dropped { get; set; } = [];

    /// <summary>Takes the answer; set by the response transform.</summary>
    public AnswerSink? Sink { get; set; }

    /// <summary>Why it failed; null while it has not.</summary>
    public AttemptFailure? Failure { get; set; }

    /// <summary>The provider's HTTP status; 0 while there is none.</summary>
    public int UpstreamStatus { get; set; }

    /// <summary>What the provider reported to have used.</summary>
    public TokenUsage? Usage { get; set; }

    /// <summary>Events of the provider's stream that could not be read.</summary>
    public int MalformedEvents { get; set; }

    /// <summary>Clock reading when the request went to the provider; 0 while it has not.</summary>
    public long SentAt { get; set; }

    /// <summary>Clock reading when the bytes arrived that decided for this attempt; 0 while none have.</summary>
    public long ReadAt { get; private set; }

    /// <summary>Clock reading when the attempt ended; 0 while it has not.</summary>
    public long EndedAt { get; set; }

    /// <summary>Ends the upstream call: the caller left, or a timer ran out.</summary>
    public CancellationToken Token => _cancellation.Token;

    /// <summary>The timer that ended this attempt, if one did and not the caller or the exchange's own total.</summary>
    public AttemptTimer ExpiredTimer
    {
        get
        {
            if (_expired == AttemptTimer.None && _cancellation.IsCancellationRequested && !Exchange.Cancelled.IsCancellationRequested)
            {
                _expired = _armed;
            }

            return _expired;
        }
    }

    /// <summary>Bytes of the answer arrived.</summary>
    public void BytesArrived()
    {
        if (!Exchange.Gate.IsCommitted)
        {
            ReadAt = _time.GetTimestamp();
        }
    }

    /// <summary>The time spent waiting for the provider before its answer was decided for, up to a clock reading.</summary>
    public TimeSpan Waited(long until)
    {
        if (SentAt == 0)
        {
            return TimeSpan.Zero;
        }

        var end = EndedAt != 0 && !IsComplete ? EndedAt : ReadAt;
        return _time.GetElapsedTime(SentAt, end == 0 ? until : Math.Min(end, until));
    }

    /// <summary>The provider showed life: from its first content on, the idle timer starts anew with every event.</summary>
    public void Progressed()
    {
        if (!Exchange.Stream || IsComplete || (_armed == AttemptTimer.FirstToken && !Exchange.Gate.IsCommitted))
        {
            return;
        }

        // Moving a timer costs more than reading the clock, so it is moved at most ten times within its span.
        var now = _time.GetTimestamp();
        if (_armed == AttemptTimer.Idle && _time.GetElapsedTime(_rearmedAt, now) < _timeouts.Idle / 10)
        {
            return;
        }

        _armed = AttemptTimer.Idle;
        _rearmedAt = now;
        _cancellation.CancelAfter(_timeouts.Idle);
    }

    /// <summary>True once the whole answer is with the gate, whatever the connection does afterwards.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Ends the upstream call now.</summary>
    public void Abort()
    {
        _armed = AttemptTimer.None;
        _cancellation.Cancel();
    }

    /// <summary>The answer is complete, whatever the provider still has to say: its connection gets a moment to end by itself.</summary>
    public void Finished()
    {
        IsComplete = true;
        _armed = AttemptTimer.None;
        _cancellation.CancelAfter(TimeSpan.FromSeconds(1));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Sink?.Dispose();
        _cancellation.Dispose();
    }
}
