namespace AiGateway.Failover;

/// <summary>Pauses before repeats: full jitter, so that requests that failed together do not come back together.</summary>
internal static class Backoff
{
    /// <summary>The pause before a repeat: between nothing and the longest, which doubles from one repeat to the next.</summary>
    /// <param name="first">The longest pause before the first repeat.</param>
    /// <param name="repeat">The repeat's number at its target, from 0.</param>
    /// <param name="cap">The longest pause of all.</param>
    /// <param name="draw">A random number from 0 to 1.</param>
    public static TimeSpan Delay(TimeSpan first, int repeat, TimeSpan cap, double draw)
    {
        var longest = first * Math.Pow(2, Math.Min(repeat, 20));
        return (longest < cap ? longest : cap) * draw;
    }
}
