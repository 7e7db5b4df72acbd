using System.Text.Json;

namespace AiGateway.Benchmarks;

/// <summary>The tables that are printed at the end: medians over the rounds, the gateway held against bare YARP, against no proxy and against the goals.</summary>
internal static class Report
{
    public const string Direct = "upstream";
    public const string Bare = "bare";
    public const string Gateway = "gateway";

    /// <summary>Prints the tables; 0 where all goals are met, 1 where something failed, 2 where a goal was missed.</summary>
    public static async Task<int> PrintAsync(string file, TextWriter output)
    {
        var lines = (await File.ReadAllLinesAsync(file))
            .Where(line => line.Length > 0)
            .Select(line => JsonSerializer.Deserialize<ResultLine>(line, ResultLine.Json)!)
            .ToList();
        var missed = await ThroughputTable.PrintAsync(Of(lines, ResultLine.Throughput), output)
            + await FirstTokenTable.PrintAsync(Of(lines, ResultLine.FirstToken), output)
            + await PaceTable.PrintAsync([.. Of(lines, ResultLine.Streams).Where(l => l.Scenario != ResultLine.Streams)], output);
        await StreamTable.PrintAsync([.. Of(lines, ResultLine.Streams).Where(l => l.Scenario == ResultLine.Streams)], output);
        var errors = lines.Where(l => l.Kind == ResultLine.Failure || l.Failed > 0).ToList();
        await output.WriteLineAsync();
        foreach (var error in errors)
        {
            await output.WriteLineAsync($"ERROR {error.Scenario} {error.Target}: {error.Error ?? Figures.Text($"{error.Failed} requests failed")}");
        }

        return errors.Count > 0 ? 1 : missed > 0 ? 2 : 0;
    }

    private static List<ResultLine> Of(List<ResultLine> lines, string kind) => [.. lines.Where(l => l.Kind == kind)];
}
