namespace AiGateway.Health;

/// <summary>Counts events over a sliding window of ten slices of time, by atomic steps alone.</summary>
internal sealed class SliceCounter
{
    /// <summary>How many slices make a window.</summary>
    public const int Slices = 10;

    // Each slot holds the number of its slice in the upper half and a count in the lower, so that an old slice's count is never taken
    // for a new one's. One slot more than slices: the window reaches back a whole one whenever in the current slice it is asked.
    private readonly long[] _slots = new long[Slices + 1];

    /// <summary>Counts an event.</summary>
    /// <param name="slice">The number of the slice it falls into; a slice has gone by once its number is lower than another's here.</param>
    public void Add(uint slice)
    {
        var number = Number(slice);
        ref var slot = ref _slots[number % (Slices + 1)];
        var seen = Volatile.Read(ref slot);
        while (true)
        {
            // A thread that was held up for longer than the window finds a newer slice here: its event counts there.
            var next = (int)(number - (uint)(seen >> 32)) > 0 ? ((long)number << 32) | 1 : seen + 1;
            var before = Interlocked.CompareExchange(ref slot, next, seen);
            if (before == seen)
            {
                return;
            }

            seen = before;
        }
    }

    /// <summary>How many events fell into the window that ends with a slice.</summary>
    public long Sum(uint slice)
    {
        var number = Number(slice);
        var sum = 0L;
        foreach (ref var slot in _slots.AsSpan())
        {
            var value = Volatile.Read(ref slot);
            sum += number - (uint)(value >> 32) <= Slices ? (uint)value : 0;
        }

        return sum;
    }

    /// <summary>Not 0, whose count an empty slot would be taken for.</summary>
    private static uint Number(uint slice) => slice + 1;
}
