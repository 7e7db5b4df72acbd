namespace AiGateway.Tests.Health;

/// <summary>Many threads that do the same at the same time.</summary>
internal static class Crowd
{
    /// <summary>Runs an action so many times on eight threads that start together.</summary>
    /// <returns>How often it answered true.</returns>
    public static int Run(int times, Func<int, bool> action)
    {
        const int Threads = 8;
        using var start = new Barrier(Threads);
        var sum = 0;
        var threads = Enumerable.Range(0, Threads).Select(thread => new Thread(() =>
        {
            start.SignalAndWait();
            for (var i = thread; i < times; i += Threads)
            {
                if (action(i))
                {
                    Interlocked.Increment(ref sum);
                }
            }
        })).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        return sum;
    }
}
