using System.Diagnostics;
using System.Net.Http.Headers;
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
    private readonly HttpClient _client;
    private readonly Uri _url;
    private readonly string? _key;
    private readonly byte[] _body;
    private readonly List<StreamResult> _results = [];

    private StreamLoad(Options options, HttpClient client)
    {
        _count = options.Number("--count", 1000);
        _events = options.Number("--events", 30);
        _interval = TimeSpan.FromMilliseconds(options.Number("--interval-ms", 500));
        _pid = options.Text("--pid") is not null ? options.Number("--pid", 0) : null;
        _client = client;
        _url = new Uri(options.Required("--url"));
        _key = options.Text("--key");
        _body = File.ReadAllBytes(options.Required("--body"));
    }

    /// <summary>Runs the load and prints one JSON line; not 0 where a stream did not come through whole.</summary>
    public static async Task<int> RunAsync(Options options)
    {
        using var handler = new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false };
        using var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        var load = new StreamLoad(options, client);
        // Bounded in time: what hangs longer than its events take, and half a minute, is a failed stream.
        using var limit = new CancellationTokenSource((load._interval * load._events) + TimeSpan.FromSeconds(30));
        var result = await load.RunAsync(options.Text("--name") ?? "unnamed", limit.Token);
        Console.WriteLine(JsonSerializer.Serialize(result, ResultLine.Json));
        return result.Failed == 0 ? 0 : 1;
    }

    private async Task<ResultLine> RunAsync(string name, CancellationToken cancellationToken)
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
        return new ResultLine
        {
            Kind = ResultLine.Streams,
            Scenario = "streams",
            Target = name,
            Requests = _count,
            Seconds = elapsed.TotalSeconds,
            Failed = _results.Count(r => r.Problem is not null) + _count - _results.Count,
            Error = _results.Find(r => r.Problem is not null)?.Problem,
            Events = delays.Length,
            P50 = Percentile(delays, 0.50),
            P99 = Percentile(delays, 0.99),
            Max = delays.Length > 0 ? delays[^1] : 0,
            Cpu = (after?.Cpu - before?.Cpu)?.TotalMicroseconds / Math.Max(1, delays.Length),
            RssPerStream = before is { } b && resident > 0 ? (resident - b.ResidentBytes) / (double)_count : null,
        };
    }

    private async Task StreamAsync(CancellationToken cancellationToken)
    {
        var result = new StreamResult(_events);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, _url) { Content = new ByteArrayContent(_body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            if (_key is not null)
            {
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _key);
            }

            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
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

    private static double Percentile(double[] sorted, double share) =>
        sorted.Length == 0 ? 0 : sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))];
}
