using static AiGateway.Benchmarks.Figures;

namespace AiGateway.Benchmarks;

/// <summary>What a thousand slow streams cost.</summary>
internal static class StreamTable
{
    public static async Task PrintAsync(List<ResultLine> lines, TextWriter output)
    {
        if (lines.Count == 0)
        {
            return;
        }

        var bare = lines.Find(l => l.Target == Report.Bare);
        var direct = lines.Find(l => l.Target == Report.Direct);
        await output.WriteLineAsync();
        await output.WriteLineAsync("| streams at once | target | events | delay p50 ms | p99 ms | max ms | added p50 ms | added p99 ms | CPU µs/event | KiB/stream | failed |");
        await output.WriteLineAsync("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var line in lines)
        {
            await output.WriteLineAsync(Text(
                $"| {line.Requests} | {line.Target} | {line.Events} | {line.P50 / 1000:0.00} | {line.P99 / 1000:0.00} | {line.Max / 1000:0.00} | {(line.P50 - direct?.P50) / 1000:0.00} | {(line.P99 - direct?.P99) / 1000:0.00} | {line.Cpu:0.0} | {line.RssPerStream / 1024:0.0} | {line.Failed} |"));
        }

        if (bare?.RssPerStream is { } rss && lines.Find(l => l.Target == Report.Gateway)?.RssPerStream is { } own)
        {
            await output.WriteLineAsync(Text($"\nA stream costs the gateway {(own - rss) / 1024:0.0} KiB beyond bare YARP."));
        }
    }
}
