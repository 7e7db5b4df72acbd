using AiGateway.Configuration;

namespace AiGateway.Health;

/// <summary>
/// Keeps repeats of failed calls to a share of the requests, over a sliding window of ten slices: counting a request is one atomic
/// step without lock or allocation; repeats are rare, and a lock keeps their number exact.
/// </summary>
internal sealed class RetryBudget(TimeProvider time)
{
    private const int Slices = 10;

    private readonly Lock _lock = new();
    private readonly long _origin = time.GetTimestamp();

    // Each slot holds the number of its slice in the upper half and a count in the lower, so that an old slice's count is never taken
    // for a new one's. One slot more than slices: the window reaches back a whole one whenever in the current slice it is asked.
    private readonly long[] _requests = new long[Slices + 1];
    private readonly long[] _repeats = new long[Slices + 1];

    /// <summary>Counts a request.</summary>
    public void RequestStarted(RetryBudgetOptions options) => Add(_requests, SliceNow(options));

    /// <summary>Takes a repeat out of the budget.</summary>
    /// <returns>False where it is spent; then nothing was taken.</returns>
    public bool TryRepeat(RetryBudgetOptions options)
    {
        var slice = SliceNow(options);
        lock (_lock)
        {
            var allowed = Math.Max(options.Least, (long)(options.Share * Sum(_requests, slice)));
            if (Sum(_repeats, slice) >= allowed)
            {
                return false;
            }

            Add(_repeats, slice);
            return true;
        }
    }

    /// <summary>Counts a further call that is made whatever the budget says, such as one to another target.</summary>
    public void Count(RetryBudgetOptions options)
    {
        var slice = SliceNow(options);
        lock (_lock)
        {
            Add(_repeats, slice);
        }
    }

    private static void Add(long[] counts, uint slice)
    {
        ref var slot = ref counts[slice % (Slices + 1)];
        var seen = Volatile.Read(ref slot);
        while (true)
        {
            // A thread that was held up for longer than the window finds a newer slice here: its request counts there.
            var next = IsNewer(slice, seen) ? ((long)slice << 32) | 1 : seen + 1;
            var before = Interlocked.CompareExchange(ref slot, next, seen);
            if (before == seen)
            {
                return;
            }

            seen = before;
        }
    }

    private static bool IsNewer(uint slice, long slot) => (int)(slice - (uint)(slot >> 32)) > 0;

    private static long Sum(long[] counts, uint slice)
    {
        var sum = 0L;
        foreach (ref var slot in counts.AsSpan())
        {
            var value = Volatile.Read(ref slot);
            sum += slice - (uint)(value >> 32) <= Slices ? (uint)value : 0;
        }

        return sum;
    }

    /// <summary>Never 0, since an empty slot would be taken for that slice's.</summary>
    private uint SliceNow(RetryBudgetOptions options) => 1 + (uint)(time.GetElapsedTime(_origin).Ticks / Math.Max(1, options.Window.Ticks / Slices));
}
