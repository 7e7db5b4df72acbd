namespace AiGateway.Health;

/// <summary>What one model at one provider takes for its answers.</summary>
internal sealed class TargetEntry
{
    /// <summary>Samples below which a tail says nothing.</summary>
    public const int LeastSamples = 20;

    private const int RingSize = 128;

    /// <summary>After half a minute without a sample the next outweighs the past.</summary>
    private static readonly TimeSpan Half = TimeSpan.FromSeconds(30);

    private readonly long[] _firstTokens = new long[RingSize];
    private long _sampled;
    private int _underWay;
    private long _touched;

    /// <summary>The time to the first token, in ticks.</summary>
    public MovingAverage FirstToken { get; } = new(Half);

    /// <summary>The time to a whole plain answer, in ticks.</summary>
    public MovingAverage Answer { get; } = new(Half);

    /// <summary>The length of an answer, in tokens.</summary>
    public MovingAverage Output { get; } = new(TimeSpan.FromHours(1));

    /// <summary>Calls that were sent and are not over.</summary>
    public int UnderWay => Volatile.Read(ref _underWay);

    /// <summary>For the bound of the table: what has calls under way stays, then what was heard of last.</summary>
    public long Usefulness => UnderWay > 0 ? long.MaxValue : Volatile.Read(ref _touched);

    /// <summary>A call begins.</summary>
    public void Began(long now)
    {
        Volatile.Write(ref _touched, now);
        Interlocked.Increment(ref _underWay);
    }

    /// <summary>A call is over; one that began before this entry was made is none of its own.</summary>
    public void Ended(long now)
    {
        Volatile.Write(ref _touched, now);
        for (var seen = UnderWay; seen > 0;)
        {
            var before = Interlocked.CompareExchange(ref _underWay, seen - 1, seen);
            if (before == seen)
            {
                return;
            }

            seen = before;
        }
    }

    /// <summary>Keeps a time to the first token.</summary>
    public void AddFirstToken(long now, TimeSpan taken)
    {
        FirstToken.Add(now, taken.Ticks);
        var index = Interlocked.Increment(ref _sampled) - 1;
        Volatile.Write(ref _firstTokens[index % RingSize], taken.Ticks);
    }

    /// <summary>The time within which 95 of 100 first tokens came lately; null under <see cref="LeastSamples"/>.</summary>
    public TimeSpan? FirstTokenP95()
    {
        var count = (int)Math.Min(Volatile.Read(ref _sampled), RingSize);
        if (count < LeastSamples)
        {
            return null;
        }

        Span<long> sorted = stackalloc long[RingSize];
        sorted = sorted[..count];
        for (var i = 0; i < count; i++)
        {
            sorted[i] = Volatile.Read(ref _firstTokens[i]);
        }

        sorted.Sort();
        return new TimeSpan(sorted[(int)Math.Ceiling(count * 0.95) - 1]);
    }
}
