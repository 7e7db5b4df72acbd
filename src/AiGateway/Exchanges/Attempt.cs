using AiGateway.Configuration;
using AiGateway.Health;
using AiGateway.Protocol.Chat;

namespace AiGateway.Exchanges;

/// <summary>One upstream call: its target, its key, its timers, and what became of it.</summary>
internal sealed class Attempt : IDisposable
{
    private readonly AttemptTimers _timers;
    private readonly TimeProvider _time;
    private readonly TaskCompletionSource? _decided;

    /// <summary>Begins an attempt.</summary>
    /// <param name="exchange">The request it belongs to.</param>
    /// <param name="number">Its number within the request, from 1.</param>
    /// <param name="time">The clock.</param>
    /// <param name="races">Whether another attempt may run beside it, so that somebody waits for <see cref="Decided"/>.</param>
    public Attempt(Exchange exchange, int number, TimeProvider time, bool races = false)
    {
        Exchange = exchange;
        Number = number;
        Pool = exchange.Pool;
        Name = exchange.NameRouted;
        _time = time;
        _timers = new AttemptTimers(exchange, time);
        _decided = races ? new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously) : null;
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

    /// <summary>Which of the provider's keys it goes out with; null where it has none.</summary>
    public string? KeyId { get; set; }

    /// <summary>The provider's keys that it must not use.</summary>
    public IReadOnlyCollection<string> KeysSpent { get; init; } = [];

    /// <summary>Told of the first content; null for nobody.</summary>
    public Action? OnContent { get; set; }

    /// <summary>The right to call the target; null until it was given.</summary>
    public TargetClaim? Claim { get; set; }

    /// <summary>Whether its content ended a rest of the target.</summary>
    public bool HasEndedRest { get; set; }

    /// <summary>Fields of the request that the target cannot take.</summary>
    public IReadOnlyList<string> Dropped { get; set; } = [];

    /// <summary>Takes the answer; set by the response transform.</summary>
    public AnswerSink? Sink { get; set; }

    /// <summary>Why it failed; null while it has not.</summary>
    public AttemptFailure? Failure { get; set; }

    /// <summary>How it ended, in a word for the log: <c>ok</c>, or the error's code.</summary>
    public string Outcome { get; set; } = "";

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

    /// <summary>Clock reading when the first content arrived; 0 while none has.</summary>
    public long ContentAt { get; private set; }

    /// <summary>Clock reading when the attempt ended; 0 while it has not.</summary>
    public long EndedAt { get; private set; }

    /// <summary>True once content of this attempt has gone to the caller.</summary>
    public bool IsCommitted { get; private set; }

    /// <summary>True once the whole answer is with the gate, whatever the connection does afterwards.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Ends the upstream call: the caller left, a timer ran out, or another attempt was faster.</summary>
    public CancellationToken Token => _timers.Token;

    /// <summary>The timer that ended this attempt, if one did and not the caller or the exchange's own total.</summary>
    public AttemptTimer ExpiredTimer => _timers.Expired;

    /// <summary>Completes when the attempt has content on its way to the caller, or has ended. To be awaited by a race alone.</summary>
#pragma warning disable VSTHRD003 // Completed by the gate or the attempt's own run, neither of which waits for the one who waits here.
    public Task Decided => _decided!.Task;
#pragma warning restore VSTHRD003

    /// <summary>Bytes of the answer arrived.</summary>
    public void BytesArrived()
    {
        if (!IsCommitted)
        {
            ReadAt = _time.GetTimestamp();
        }
    }

    /// <summary>The first content arrived: from now on the stream may not pause for too long.</summary>
    public void ContentArrived()
    {
        if (ContentAt == 0)
        {
            ContentAt = _time.GetTimestamp();
            _timers.ContentArrived();
            OnContent?.Invoke();
        }
    }

    /// <summary>The provider showed life.</summary>
    /// <param name="bytes">How much arrived.</param>
    public void Progressed(int bytes)
    {
        if (ContentAt != 0 && !IsComplete)
        {
            _timers.Progressed(bytes);
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

    /// <summary>Content goes to the caller: this attempt answers.</summary>
    public void Committed()
    {
        IsCommitted = true;
        _decided?.TrySetResult();
    }

    /// <summary>Another attempt answers already.</summary>
    public void Lose()
    {
        Failure ??= new AttemptFailure(FailureClass.Lost, GatewayErrors.Superseded);
        Abort();
    }

    /// <summary>Ends the upstream call now.</summary>
    public void Abort() => _timers.Abort();

    /// <summary>The answer is complete, whatever the provider still has to say: its connection gets a moment to end by itself.</summary>
    public void Finished()
    {
        IsComplete = true;
        _timers.Finish();
    }

    /// <summary>Nothing happens to this attempt any more.</summary>
    public void Ended()
    {
        EndedAt = _time.GetTimestamp();
        _decided?.TrySetResult();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Sink?.Dispose();
        _timers.Dispose();
    }
}
