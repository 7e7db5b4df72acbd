using static AiGateway.Benchmarks.Figures;

namespace AiGateway.Benchmarks;

/// <summary>Requests a second and what each costs, against bare YARP.</summary>
internal static class ThroughputTable
{
    /// <summary>The share of bare YARP's throughput that the gateway must keep.</summary>
    private const double ChatGoal = 0.85;
    private const double StreamGoal = 0.90;

    /// <summary>The CPU a request may cost beyond what bare YARP spends on it, in microseconds.</summary>
    private const double CpuGoal = 50;

    /// <summary>Prints the table; the number of goals that were missed.</summary>
    public static async Task<int> PrintAsync(List<ResultLine> lines, TextWriter output)
    {
        if (lines.Count == 0)
        {
            return 0;
        }

        var missed = 0;
        await output.WriteLineAsync("| scenario | target | req/s | p50 ms | p99 ms | CPU µs/req | vs bare YARP | CPU beyond bare | goals |");
        await output.WriteLineAsync("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |");
        foreach (var scenario in lines.GroupBy(l => l.Scenario, StringComparer.Ordinal))
        {
            missed += await ScenarioAsync(scenario.Key, [.. scenario], output);
        }

        return missed;
    }

    private static async Task<int> ScenarioAsync(string scenario, List<ResultLine> lines, TextWriter output)
    {
        var missed = 0;
        foreach (var target in lines.GroupBy(l => l.Target, StringComparer.Ordinal))
        {
            var rounds = target.ToList();
            var row = Text($"| {scenario} | {target.Key} | {Middle(rounds.Select(r => r.Rate)):0} | {Middle(rounds.Select(r => r.P50)) / 1000:0.00} | {Middle(rounds.Select(r => r.P99)) / 1000:0.00} | {Middle(rounds.Select(r => r.Cpu ?? 0)):0.0} | ");
            await output.WriteLineAsync(row + (target.Key == Report.Gateway ? Comparison(scenario, rounds, lines, ref missed) : "| | |"));
        }

        return missed;
    }

    /// <summary>The gateway against bare YARP, round by round: what disturbs the machine for a while disturbs both.</summary>
    private static string Comparison(string scenario, List<ResultLine> rounds, List<ResultLine> lines, ref int missed)
    {
        var pairs = rounds
            .Select(own => (Own: own, Bare: lines.Find(l => l.Target == Report.Bare && l.Round == own.Round)))
            .Where(pair => pair.Bare is { Rate: > 0 })
            .ToList();
        if (pairs.Count == 0)
        {
            return "| | not compared: no run of bare YARP |";
        }

        var ratio = Middle(pairs.Select(p => p.Own.Rate / p.Bare!.Rate));
        var beyond = Middle(pairs.Select(p => (p.Own.Cpu ?? 0) - (p.Bare!.Cpu ?? 0)));
        var goal = scenario.Contains("sse", StringComparison.Ordinal) ? StreamGoal : ChatGoal;
        return Text($"{ratio:0.00} | {beyond:+0.0;-0.0} | ")
            + Verdict(ratio >= goal, Text($">= {goal:0.00}"), ref missed) + ", "
            + Verdict(beyond <= CpuGoal, Text($"<= {CpuGoal:0} µs"), ref missed) + " |";
    }
}
