using static AiGateway.Benchmarks.Figures;

namespace AiGateway.Benchmarks;

/// <summary>How late the events of paced streams come, and how evenly.</summary>
internal static class PaceTable
{
    /// <summary>What the gateway may add to an event's delay, in microseconds, while the machine has time.</summary>
    private const double DelayGoal = 1000;

    /// <summary>What it may add to how far a pause between two events is off, at the 99th percentile, in microseconds, with hundreds of streams.</summary>
    private const double GapGoal = 20_000;

    /// <summary>The number of streams from which the second goal counts.</summary>
    private const int Many = 200;

    /// <summary>Prints the table; the number of goals that were missed.</summary>
    public static async Task<int> PrintAsync(List<ResultLine> lines, TextWriter output)
    {
        if (lines.Count == 0)
        {
            return 0;
        }

        var missed = 0;
        await output.WriteLineAsync();
        await output.WriteLineAsync("| pace | target | streams | events | delay p50 ms | p99 ms | max ms | added p50 ms | added p99 ms | pause off by, p99 ms | added p99 ms | merged | CPU µs/event | goal |");
        await output.WriteLineAsync("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |");
        foreach (var scenario in lines.GroupBy(l => l.Scenario, StringComparer.Ordinal))
        {
            var direct = scenario.Where(l => l.Target == Report.Direct).ToList();
            foreach (var target in scenario.GroupBy(l => l.Target, StringComparer.Ordinal))
            {
                await output.WriteLineAsync(Row(scenario.Key, [.. target], direct, ref missed));
            }
        }

        return missed;
    }

    private static string Row(string scenario, List<ResultLine> rounds, List<ResultLine> direct, ref int missed)
    {
        var target = rounds[0].Target;
        var streams = rounds[0].Requests;
        var isCompared = target != Report.Direct && direct.Count > 0;
        var (p50, p99, gap) = (Added(rounds, direct, l => l.P50), Added(rounds, direct, l => l.P99), Added(rounds, direct, l => l.GapP99));
        var goal = target != Report.Gateway ? ""
            : streams >= Many ? AddedVerdict(gap, Middle(direct.Select(l => l.GapP99 ?? 0)), GapGoal, "added to pauses p99 < 20 ms", ref missed)
            : AddedVerdict(p99, Middle(direct.Select(l => l.P99)), DelayGoal, "added p99 < 1 ms", ref missed);
        return Text($"| {scenario} | {target} | {streams} | {rounds.Sum(l => l.Events)} | {Middle(rounds.Select(l => l.P50)) / 1000:0.00} | {Middle(rounds.Select(l => l.P99)) / 1000:0.00} | {rounds.Max(l => l.Max) / 1000:0.00} | ")
            + (isCompared ? Text($"{p50 / 1000:0.00} | {p99 / 1000:0.00} | ") : "| | ")
            + Text($"{Middle(rounds.Select(l => l.GapP99 ?? 0)) / 1000:0.00} | ")
            + (isCompared ? Text($"{gap / 1000:0.00} | ") : "| ")
            + Text($"{rounds.Sum(l => l.Merged)} | {Middle(rounds.Select(l => l.Cpu ?? 0)):0.0} | {goal} |");
    }
}
