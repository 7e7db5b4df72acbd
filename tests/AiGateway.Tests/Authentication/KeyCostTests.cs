using System.Diagnostics;
using AiGateway.Authentication;

namespace AiGateway.Tests.Authentication;

/// <summary>H3: what a key costs does not tell whether it is there, and a known one costs no memory.</summary>
public sealed class KeyCostTests : IDisposable
{
    private readonly DirectoryBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_known_key_is_found_without_allocating()
    {
        var text = _bench.Issue();
        await _bench.LoadAsync();
        Run(1000);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(1000);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);

        void Run(int times)
        {
            for (var i = 0; i < times; i++)
            {
                if (_bench.Directory.Find(text, DirectoryBench.Somewhere).Outcome != KeyOutcome.Accepted)
                {
                    throw new InvalidOperationException("The key is not accepted.");
                }
            }
        }
    }

    [Fact]
    public async Task A_wrong_secret_and_an_id_that_is_not_there_take_the_same_time()
    {
        var known = DirectoryBench.WrongSecret(_bench.Issue());
        var invented = DirectoryBench.Invented();
        await _bench.LoadAsync();
        Measure(known);
        Measure(invented);

        // Without the work for nothing one takes less than half of the other's time. A machine with other work to do disturbs single rounds.
        var closest = double.MaxValue;
        for (var round = 0; round < 40 && closest > 1.15; round++)
        {
            var (one, other) = (Measure(known), Measure(invented));
            closest = Math.Min(closest, Math.Max(one, other) / Math.Min(one, other));
        }

        closest.ShouldBeLessThan(1.15);
    }

    private double Measure(string text)
    {
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < 2000; i++)
        {
            if (_bench.Directory.Find(text, DirectoryBench.Somewhere).Outcome != KeyOutcome.Unsettled)
            {
                throw new InvalidOperationException("The key is not looked for in memory alone.");
            }
        }

        return watch.Elapsed.TotalMicroseconds;
    }
}
