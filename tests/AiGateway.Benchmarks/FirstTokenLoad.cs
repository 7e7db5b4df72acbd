using System.Diagnostics;
using System.Text.Json;

namespace AiGateway.Benchmarks;

/// <summary>A few connections that ask for one stream after the other: how long each took from the request to its first text.</summary>
internal sealed class FirstTokenLoad
{
    /// <summary>What the canned streams say in each event, whichever dialect they are in.</summary>
    private static ReadOnlySpan<byte> Text => "hello "u8;

    private readonly int _connections;
    private readonly TimeSpan _pause;
    private readonly Caller _caller;
    private readonly List<double> _times = [];
    private string? _problem;
    private int _failed;

    private FirstTokenLoad(Options options, Caller caller)
    {
        _connections = options.Number("--connections", 10);
        _pause = TimeSpan.FromMilliseconds(options.Number("--pause-ms", 50));
        _caller = caller;
    }

    /// <summary>Runs the load and prints one JSON line; not 0 where a stream did not begin.</summary>
    public static async Task<int> RunAsync(Options options)
    {
        using var caller = new Caller(options);
        var load = new FirstTokenLoad(options, caller);
        // What the compiler does to this process in its first second is no fault of the target's.
        await load.PhaseAsync(options.Number("--warmup", 2));
        load._times.Clear();
        load._failed = 0;
        var elapsed = await load.PhaseAsync(options.Number("--seconds", 5));
        var times = load._times.Order().ToArray();
        Console.WriteLine(JsonSerializer.Serialize(
            new ResultLine
            {
                Kind = ResultLine.FirstToken,
                Scenario = options.Text("--scenario") ?? "",
                Target = options.Text("--name") ?? "unnamed",
                Round = options.Number("--round", 1),
                Requests = times.Length,
                Seconds = elapsed.TotalSeconds,
                Failed = load._failed,
                Error = load._problem,
                P50 = Figures.Percentile(times, 0.50),
                P99 = Figures.Percentile(times, 0.99),
                Max = times.Length > 0 ? times[^1] : 0,
            },
            ResultLine.Json));
        return load._failed == 0 && times.Length > 0 ? 0 : 1;
    }

    private async Task<TimeSpan> PhaseAsync(int seconds)
    {
        var started = Stopwatch.GetTimestamp();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(seconds + 30));
        await Task.WhenAll(Enumerable.Range(0, _connections).Select(i => WorkAsync(i, TimeSpan.FromSeconds(seconds), limit.Token)));
        return Stopwatch.GetElapsedTime(started);
    }

    private async Task WorkAsync(int number, TimeSpan duration, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        // Spread over one pause, or all connections would ask at once, every time.
        await Task.Delay(_pause * number / _connections, cancellationToken);
        while (Stopwatch.GetElapsedTime(started) < duration)
        {
            await AskAsync(cancellationToken);
            if (_pause > TimeSpan.Zero)
            {
                await Task.Delay(_pause, cancellationToken);
            }
        }
    }

    private async Task AskAsync(CancellationToken cancellationToken)
    {
        var first = TimeSpan.Zero;
        string? problem = null;
        try
        {
            var sent = Stopwatch.GetTimestamp();
            using var response = await _caller.SendAsync(cancellationToken);
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            first = await FirstAsync(stream, sent, cancellationToken);
            problem = (int)response.StatusCode != 200 ? $"status {(int)response.StatusCode}" : first == TimeSpan.Zero ? "no text" : null;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            problem = e.Message;
        }

        lock (_times)
        {
            if (problem is null)
            {
                _times.Add(first.TotalMicroseconds);
            }
            else
            {
                _problem ??= problem;
                _failed++;
            }
        }
    }

    /// <summary>Reads a stream to its end, so that its connection serves again; zero where it had no text.</summary>
    private static async Task<TimeSpan> FirstAsync(Stream stream, long sent, CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        var held = 0;
        var first = TimeSpan.Zero;
        while (await stream.ReadAsync(buffer.AsMemory(held), cancellationToken) is > 0 and var read)
        {
            held += read;
            if (first == TimeSpan.Zero && buffer.AsSpan(0, held).IndexOf(Text) >= 0)
            {
                first = Stopwatch.GetElapsedTime(sent);
            }

            if (first != TimeSpan.Zero || held == buffer.Length)
            {
                held = 0;
            }
        }

        return first;
    }
}
