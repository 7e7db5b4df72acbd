using System.Diagnostics;
using System.Text.Json;

namespace AiGateway.Benchmarks;

/// <summary>Many slow streams at once: how late each event arrives, and what each stream costs the process under test.</summary>
internal sealed class StreamLoad
{
    private static readonly TimeSpan SampleEvery = TimeSpan.FromMilliseconds(250);

    private readonly int _count;
    private readonly int _events;
    private readonly TimeSpan _interval;
    private readonly int? _pid;
    private readonly int _from;
    private readonly Caller _caller;
    private readonly List<StreamResult> _results = [];

    private StreamLoad(Options options, Caller caller)
    {
        _count = options.Number("--count", 1000);
        _events = options.Number("--events", 30);
        _interval = TimeSpan.FromMilliseconds(options.Number("--interval-ms", 500));
        _from = options.Number("--from", 0);
        _pid = options.Text("--pid") is not null ? options.Number("--pid", 0) : null;
        _caller = caller;
    }

    /// <summary>Runs the load and prints one JSON line; not 0 where a stream did not come through whole.</summary>
    public static async Task<int> RunAsync(Options options)
    {
        using var caller = new Caller(options);
        var load = new StreamLoad(options, caller);
        // Bounded in time: what hangs longer than its events take, and half a minute, is a failed stream.
        using var limit = new CancellationTokenSource((load._interval * load._events) + TimeSpan.FromSeconds(30));
        var result = await load.RunAsync(limit.Token) with
        {
            Scenario = options.Text("--scenario") ?? ResultLine.Streams,
            Target = options.Text("--name") ?? "unnamed",
            Round = options.Number("--round", 1),
        };
        Console.WriteLine(JsonSerializer.Serialize(result, ResultLine.Json));
        return result.Failed == 0 ? 0 : 1;
    }

    private async Task<ResultLine> RunAsync(CancellationToken cancellationToken)
    {
        var before = _pid is { } id ? ProcessSample.Of(id) : null;
        var started = Stopwatch.GetTimestamp();
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sampling = SampleAsync(done.Token);
        var streams = new Task[_count];
        for (var i = 0; i < _count; i++)
        {
            // Spread over one interval, so that the upstream's events do not come in one burst.
            var due = _interval * i / _count;
            if (due - Stopwatch.GetElapsedTime(started) is { Ticks: > 0 } wait)
            {
                await Task.Delay(wait, cancellationToken);
            }

            streams[i] = StreamAsync(cancellationToken);
        }

        await Task.WhenAll(streams);
        var after = _pid is { } same ? ProcessSample.Of(same) : null;
        var elapsed = Stopwatch.GetElapsedTime(started);
        await done.CancelAsync();
        var resident = await sampling;

        var delays = _results.SelectMany(r => r.Delays).Order().ToArray();
        var gaps = _results.SelectMany(r => r.Gaps).Order().ToArray();
        return new ResultLine
        {
            Kind = ResultLine.Streams,
            Requests = _count,
            Seconds = elapsed.TotalSeconds,
            Failed = _results.Count(r => r.Problem is not null) + _count - _results.Count,
            Error = _results.Find(r => r.Problem is not null)?.Problem,
            Events = delays.Length,
            P50 = Figures.Percentile(delays, 0.50),
            P99 = Figures.Percentile(delays, 0.99),
            Max = delays.Length > 0 ? delays[^1] : 0,
            GapP50 = Figures.Percentile(gaps, 0.50),
            GapP99 = Figures.Percentile(gaps, 0.99),
            Merged = _results.Sum(r => r.Merged),
            Cpu = (after?.Cpu - before?.Cpu)?.TotalMicroseconds / Math.Max(1, _count * _events),
            RssPerStream = before is { } b && resident > 0 ? (resident - b.ResidentBytes) / (double)_count : null,
        };
    }

    private async Task StreamAsync(CancellationToken cancellationToken)
    {
        var result = new StreamResult(_events, _from);
        try
        {
            using var response = await _caller.SendAsync(cancellationToken);
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            await result.ReadAsync((int)response.StatusCode, stream, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            result.Problem = e.Message;
        }

        lock (_results)
        {
            _results.Add(result);
        }
    }

    /// <summary>The largest resident size while the streams ran.</summary>
    private async Task<long> SampleAsync(CancellationToken cancellationToken)
    {
        long largest = 0;
        using var timer = new PeriodicTimer(SampleEvery);
        try
        {
            while (_pid is { } pid && await timer.WaitForNextTickAsync(cancellationToken))
            {
                largest = Math.Max(largest, ProcessSample.Of(pid).ResidentBytes);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // Over, or the process has ended, which its streams have noticed too.
        }

        return largest;
    }
}
