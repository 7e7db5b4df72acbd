using System.Globalization;
using System.Text.Json;

namespace AiGateway.Benchmarks;

/// <summary>The table that is printed at the end: medians over the rounds, the gateway held against bare YARP and against the goals.</summary>
internal static class Report
{
    private const string Bare = "bare";
    private const string Gateway = "gateway";

    /// <summary>The share of bare YARP's throughput that the gateway must keep.</summary>
    private const double ChatGoal = 0.85;
    private const double StreamGoal = 0.90;

    /// <summary>The CPU a request may cost beyond what bare YARP spends on it, in microseconds.</summary>
    private const double CpuGoal = 50;

    /// <summary>Prints the table; 0 where all goals are met, 1 where something failed, 2 where a goal was missed.</summary>
    public static async Task<int> PrintAsync(string file, TextWriter output)
    {
        var lines = (await File.ReadAllLinesAsync(file))
            .Where(line => line.Length > 0)
            .Select(line => JsonSerializer.Deserialize<ResultLine>(line, ResultLine.Json)!)
            .ToList();
        var missed = 0;
        await output.WriteLineAsync("| scenario | target | req/s | p50 ms | p99 ms | CPU µs/req | vs bare YARP | CPU beyond bare | goals |");
        await output.WriteLineAsync("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |");
        foreach (var scenario in lines.Where(l => l.Kind == ResultLine.Throughput).GroupBy(l => l.Scenario, StringComparer.Ordinal))
        {
            missed += await ScenarioAsync(scenario.Key, [.. scenario], output);
        }

        await StreamsAsync([.. lines.Where(l => l.Kind == ResultLine.Streams)], output);
        var errors = lines.Where(l => l.Kind == ResultLine.Failure || l.Failed > 0).ToList();
        await output.WriteLineAsync();
        foreach (var error in errors)
        {
            await output.WriteLineAsync($"ERROR {error.Scenario} {error.Target}: {error.Error ?? Text($"{error.Failed} requests failed")}");
        }

        return errors.Count > 0 ? 1 : missed > 0 ? 2 : 0;
    }

    private static async Task<int> ScenarioAsync(string scenario, List<ResultLine> lines, TextWriter output)
    {
        var missed = 0;
        foreach (var target in lines.Select(l => l.Target).Distinct(StringComparer.Ordinal))
        {
            var rounds = lines.Where(l => l.Target == target).ToList();
            var row = Text($"| {scenario} | {target} | {Middle(rounds.Select(r => r.Rate)):0} | {Middle(rounds.Select(r => r.P50)) / 1000:0.00} | {Middle(rounds.Select(r => r.P99)) / 1000:0.00} | {Middle(rounds.Select(r => r.Cpu ?? 0)):0.0} | ");
            await output.WriteLineAsync(row + (target == Gateway ? Comparison(scenario, rounds, lines, ref missed) : "| | |"));
        }

        return missed;
    }

    /// <summary>The gateway against bare YARP, round by round: what disturbs the machine for a while disturbs both.</summary>
    private static string Comparison(string scenario, List<ResultLine> rounds, List<ResultLine> lines, ref int missed)
    {
        var pairs = rounds
            .Select(own => (Own: own, Bare: lines.Find(l => l.Target == Bare && l.Round == own.Round)))
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

    private static async Task StreamsAsync(List<ResultLine> lines, TextWriter output)
    {
        if (lines.Count == 0)
        {
            return;
        }

        var bare = lines.Find(l => l.Target == Bare);
        var direct = lines.Find(l => l.Target == "upstream");
        await output.WriteLineAsync();
        await output.WriteLineAsync("| streams at once | target | events | delay p50 ms | p99 ms | max ms | added p50 ms | added p99 ms | CPU µs/event | KiB/stream | failed |");
        await output.WriteLineAsync("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var line in lines)
        {
            await output.WriteLineAsync(Text(
                $"| {line.Requests} | {line.Target} | {line.Events} | {line.P50 / 1000:0.00} | {line.P99 / 1000:0.00} | {line.Max / 1000:0.00} | {(line.P50 - direct?.P50) / 1000:0.00} | {(line.P99 - direct?.P99) / 1000:0.00} | {line.Cpu:0.0} | {line.RssPerStream / 1024:0.0} | {line.Failed} |"));
        }

        if (bare?.RssPerStream is { } rss && lines.Find(l => l.Target == Gateway)?.RssPerStream is { } own)
        {
            await output.WriteLineAsync(Text($"\nA stream costs the gateway {(own - rss) / 1024:0.0} KiB beyond bare YARP."));
        }
    }

    private static double Middle(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static string Verdict(bool met, string goal, ref int missed)
    {
        missed += met ? 0 : 1;
        return goal + (met ? " met" : " MISSED");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
