namespace AiGateway.Health;

/// <summary>Counts successes and failures over a sliding window of ten slices. Its owner sees to it that one thread at a time uses it.</summary>
internal sealed class OutcomeWindow
{
    private const int Slices = 10;

    private readonly int[] _successes = new int[Slices];
    private readonly int[] _failures = new int[Slices];
    private long _width = 1;
    private long _current;

    /// <summary>Sets how long the window is; another length than before forgets what was counted.</summary>
    public void SetLength(TimeSpan window)
    {
        var width = Math.Max(1, window.Ticks / Slices);
        if (width != _width)
        {
            _width = width;
            Clear();
        }
    }

    /// <summary>Counts an outcome.</summary>
    /// <param name="now">The time in ticks from any origin, never going back.</param>
    /// <param name="failed">Whether it was a failure.</param>
    public void Add(long now, bool failed)
    {
        MoveTo(now);
        (failed ? _failures : _successes)[_current % Slices]++;
    }

    /// <summary>What was counted within the window that ends now.</summary>
    public (long Failures, long Total) Count(long now)
    {
        MoveTo(now);
        long failures = 0, successes = 0;
        for (var i = 0; i < Slices; i++)
        {
            failures += _failures[i];
            successes += _successes[i];
        }

        return (failures, failures + successes);
    }

    /// <summary>Forgets what was counted.</summary>
    public void Clear()
    {
        Array.Clear(_successes);
        Array.Clear(_failures);
    }

    private void MoveTo(long now)
    {
        var slice = now / _width;
        if (slice - _current >= Slices)
        {
            Clear();
            _current = slice;
        }

        while (_current < slice)
        {
            _current++;
            _successes[_current % Slices] = 0;
            _failures[_current % Slices] = 0;
        }
    }
}
