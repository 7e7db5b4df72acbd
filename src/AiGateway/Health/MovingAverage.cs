namespace AiGateway.Health;

/// <summary>
/// An average in which what is new counts more: a sample weighs a tenth, and more the longer nothing came. Samples that meet on the way
/// in do not wait for one another: one of them is left out.
/// </summary>
/// <param name="half">The quiet time after which a sample outweighs all before it.</param>
internal sealed class MovingAverage(TimeSpan half)
{
    private const double LeastWeight = 0.1;

    private readonly Lock _lock = new();
    private double _value = double.NaN;
    private long _at;

    /// <summary>The average; null before the first sample.</summary>
    public double? Value => Volatile.Read(ref _value) is var value && double.IsNaN(value) ? null : value;

    /// <summary>When the last sample came, in the caller's ticks.</summary>
    public long At => Volatile.Read(ref _at);

    /// <summary>Adds a sample.</summary>
    /// <param name="now">The time in ticks from any origin.</param>
    /// <param name="sample">What was measured.</param>
    public void Add(long now, double sample)
    {
        if (!_lock.TryEnter())
        {
            return;
        }

        try
        {
            var weight = Math.Max(LeastWeight, 1 - Math.Pow(0.5, (double)(now - _at) / half.Ticks));
            Volatile.Write(ref _value, double.IsNaN(_value) ? sample : _value + (weight * (sample - _value)));
            Volatile.Write(ref _at, now);
        }
        finally
        {
            _lock.Exit();
        }
    }
}
