using static AiGateway.Benchmarks.Figures;

namespace AiGateway.Benchmarks;

/// <summary>The time to the first text, and how much of it is the proxy's.</summary>
internal static class FirstTokenTable
{
    /// <summary>What the gateway may add at the 99th percentile, in microseconds, where the machine is not full.</summary>
    private const double AddedGoal = 2000;

    /// <summary>Prints the table; the number of goals that were missed.</summary>
    public static async Task<int> PrintAsync(List<ResultLine> lines, TextWriter output)
    {
        if (lines.Count == 0)
        {
            return 0;
        }

        var missed = 0;
        await output.WriteLineAsync();
        await output.WriteLineAsync("| first token | target | streams | per s | p50 ms | p99 ms | max ms | added p50 ms | added p99 ms | goal |");
        await output.WriteLineAsync("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |");
        foreach (var scenario in lines.GroupBy(l => l.Scenario, StringComparer.Ordinal))
        {
            var direct = scenario.Where(l => l.Target == Report.Direct).ToList();
            foreach (var target in scenario.GroupBy(l => l.Target, StringComparer.Ordinal))
            {
                var (p50, p99) = (Added(target, direct, l => l.P50), Added(target, direct, l => l.P99));
                var added = target.Key == Report.Direct || direct.Count == 0 ? "| |" : Text($"{p50 / 1000:0.00} | {p99 / 1000:0.00} |");
                // Flat out there is no goal: then all that takes CPU takes time.
                var goal = target.Key != Report.Gateway || scenario.Key.Contains("-full", StringComparison.Ordinal) ? ""
                    : AddedVerdict(p99, Middle(direct.Select(l => l.P99)), AddedGoal, "added p99 < 2 ms", ref missed);
                await output.WriteLineAsync(Text(
                    $"| {scenario.Key} | {target.Key} | {target.Sum(l => l.Requests)} | {Middle(target.Select(l => l.Rate)):0} | {Middle(target.Select(l => l.P50)) / 1000:0.00} | {Middle(target.Select(l => l.P99)) / 1000:0.00} | {target.Max(l => l.Max) / 1000:0.00} | {added} {goal} |"));
            }
        }

        return missed;
    }
}
