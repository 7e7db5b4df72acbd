namespace AiGateway.Tests.Health;

/// <summary>Measures what code allocates on its thread.</summary>
internal static class Allocations
{
    /// <summary>The bytes that an action allocates once it is warm: the least of a few rounds, since the runtime takes some for itself at first.</summary>
    public static long Of(Action action)
    {
        var least = long.MaxValue;
        for (var round = 0; round < 5; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
