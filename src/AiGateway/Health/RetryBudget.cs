using AiGateway.Configuration;

namespace AiGateway.Health;

/// <summary>
/// Keeps repeats of failed calls to a share of the requests, over a sliding window of ten slices: counting a request is one atomic
/// step without lock or allocation; repeats are rare, and a lock keeps their number exact.
/// </summary>
internal sealed class RetryBudget(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly long _origin = time.GetTimestamp();
    private Tally _tally = new(0);

    /// <summary>Counts a request.</summary>
    public void RequestStarted(RetryBudgetOptions options)
    {
        var tally = TallyFor(options);
        tally.Requests.Add(SliceNow(tally));
    }

    /// <summary>Takes a repeat out of the budget.</summary>
    /// <returns>False where it is spent; then nothing was taken.</returns>
    public bool TryRepeat(RetryBudgetOptions options)
    {
        lock (_lock)
        {
            var tally = TallyFor(options);
            var slice = SliceNow(tally);
            if (tally.Repeats.Sum(slice) >= Math.Max(options.Least, (long)(options.Share * tally.Requests.Sum(slice))))
            {
                return false;
            }

            tally.Repeats.Add(slice);
            return true;
        }
    }

    /// <summary>Counts a further call that is made whatever the budget says, such as one to another target.</summary>
    public void Count(RetryBudgetOptions options)
    {
        lock (_lock)
        {
            var tally = TallyFor(options);
            tally.Repeats.Add(SliceNow(tally));
        }
    }

    /// <summary>A reload may change the length of the window; counting then starts anew.</summary>
    private Tally TallyFor(RetryBudgetOptions options)
    {
        var tally = Volatile.Read(ref _tally);
        var width = Math.Max(1, options.Window.Ticks / SliceCounter.Slices);
        if (tally.Width == width)
        {
            return tally;
        }

        var next = new Tally(width);
        return Interlocked.CompareExchange(ref _tally, next, tally) is var other && ReferenceEquals(other, tally) ? next : other;
    }

    private uint SliceNow(Tally tally) => (uint)(time.GetElapsedTime(_origin).Ticks / Math.Max(1, tally.Width));

    private sealed record Tally(long Width)
    {
        public SliceCounter Requests { get; } = new();

        public SliceCounter Repeats { get; } = new();
    }
}
