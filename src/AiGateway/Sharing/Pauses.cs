namespace AiGateway.Sharing;

/// <summary>Pauses between attempts at what fails: each step twice the one before, with jitter, so that replicas that lost the same server do not come back together.</summary>
/// <param name="first">The first step.</param>
/// <param name="longest">The longest.</param>
/// <param name="draw">Draws a random number from 0 to 1.</param>
internal sealed class Pauses(TimeSpan first, TimeSpan longest, Func<double> draw)
{
    private int _step;

    /// <summary>The next pause: between half of its step and all of it.</summary>
    public TimeSpan Next()
    {
        var step = first * Math.Pow(2, _step);
        if (step >= longest)
        {
            step = longest;
        }
        else
        {
            _step++;
        }

        return step * ((1 + draw()) / 2);
    }

    /// <summary>Begins anew: all is well again.</summary>
    public void Reset() => _step = 0;
}
