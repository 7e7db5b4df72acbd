using AiGateway.Configuration;

namespace AiGateway.Exchanges;

/// <summary>
/// Holds back the beginning of an attempt's stream until its model's mode lets it go to the caller: at the first content, after some
/// of it, or when it is whole. Until then the attempt may fail without the caller knowing.
/// </summary>
internal sealed class StreamHold : IDisposable
{
    /// <summary>The most bytes held for a stream without content, or for a model that holds a part.</summary>
    public const int MaxHeld = 1 << 20;

    /// <summary>The most bytes held for a model that holds all of it.</summary>
    public const int MaxAtomic = 8 << 20;

    private const string ContentType = "text/event-stream; charset=utf-8";

    private readonly Attempt _attempt;
    private readonly StreamOptions _options;
    private readonly TimeProvider _time;
    private readonly HoldBuffer _held = new();
    private readonly SemaphoreSlim? _lock;
    private ITimer? _timer;
    private Task _release = Task.CompletedTask;
    private bool _hasContent;

    /// <summary>Makes the hold of one attempt.</summary>
    public StreamHold(Attempt attempt, TimeProvider time)
    {
        _attempt = attempt;
        _options = attempt.Pool.Options.Stream;
        _time = time;
        // Only a timed release runs beside the sink's own writes.
        _lock = _options.Mode == StreamMode.Held ? new SemaphoreSlim(1, 1) : null;
    }

    /// <summary>Takes whole events, and sends what may go out by now.</summary>
    /// <param name="events">Whole events; may be empty.</param>
    /// <param name="hasContent">Whether any of them, or one before, has content.</param>
    /// <param name="isEnd">Whether they end the answer.</param>
    /// <param name="token">The attempt's token.</param>
    public ValueTask SendAsync(ReadOnlyMemory<byte> events, bool hasContent, bool isEnd, CancellationToken token)
    {
        if (_attempt.IsCommitted)
        {
            return events.Length > 0 ? _attempt.Exchange.Gate.WriteAsync(events, token) : ValueTask.CompletedTask;
        }

        return _lock is null ? OfferAsync(events, hasContent, isEnd, token) : OfferLockedAsync(events, hasContent, isEnd, token);
    }

    /// <summary>Waits for a timed release that is under way, and allows no other.</summary>
    public async ValueTask StopAsync()
    {
        if (_timer is not { } timer)
        {
            return;
        }

        _timer = null;
        await timer.DisposeAsync();
#pragma warning disable VSTHRD003 // Started by our own timer, on no context, and not waiting for this one.
        await _release;
#pragma warning restore VSTHRD003
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer?.Dispose();
        _lock?.Dispose();
        _held.Dispose();
    }

    private async ValueTask OfferLockedAsync(ReadOnlyMemory<byte> events, bool hasContent, bool isEnd, CancellationToken token)
    {
        await _lock!.WaitAsync(token);
        try
        {
            await (_attempt.IsCommitted && events.Length > 0 ? _attempt.Exchange.Gate.WriteAsync(events, token) : OfferAsync(events, hasContent, isEnd, token));
        }
        finally
        {
            _lock.Release();
        }
    }

    private ValueTask OfferAsync(ReadOnlyMemory<byte> events, bool hasContent, bool isEnd, CancellationToken token)
    {
        if (_attempt.Failure is not null)
        {
            return ValueTask.CompletedTask;
        }

        if (hasContent && !_hasContent)
        {
            _hasContent = true;
            _attempt.ContentArrived();
            StartTimer();
        }

        if (isEnd || MayGo(_held.Length + events.Length))
        {
            return CommitAsync(events, token);
        }

        _held.Append(events.Span);
        return ValueTask.CompletedTask;
    }

    private bool MayGo(int length) => _options.Mode switch
    {
        StreamMode.Atomic => length > MaxAtomic,
        StreamMode.Held => length > MaxHeld || (_hasContent && length >= _options.HoldBytes),
        _ => length > MaxHeld || _hasContent,
    };

    private async ValueTask CommitAsync(ReadOnlyMemory<byte> events, CancellationToken token)
    {
        if (_held.Length > 0)
        {
            _held.Append(events.Span);
            events = _held.Memory;
        }

        await _attempt.Exchange.Gate.CommitAsync(_attempt, ContentType, null, events, token);
        _held.Clear();
    }

    private void StartTimer()
    {
        if (_lock is not null)
        {
            _timer = _time.CreateTimer(static hold => ((StreamHold)hold!).OnTime(), this, _options.HoldTime, Timeout.InfiniteTimeSpan);
        }
    }

    private void OnTime() => _release = ReleaseAsync();

    private async Task ReleaseAsync()
    {
        try
        {
            var token = _attempt.Token;
            await _lock!.WaitAsync(token);
            try
            {
                if (!_attempt.IsCommitted && _attempt.Failure is null)
                {
                    await CommitAsync(ReadOnlyMemory<byte>.Empty, token);
                }
            }
            finally
            {
                _lock.Release();
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The attempt ended meanwhile; whoever runs it learns of that by its own token.
        }
    }
}
