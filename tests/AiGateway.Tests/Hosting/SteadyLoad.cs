using System.Collections.Concurrent;

namespace AiGateway.Tests.Hosting;

/// <summary>Callers that ask one after the other until they are stopped, half of them for streams, and what went wrong with any of them.</summary>
internal sealed class SteadyLoad : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _failures = new();
    private readonly Task[] _workers;
    private int _served;

    /// <summary>Starts the callers.</summary>
    /// <param name="gateway">Whom they ask.</param>
    /// <param name="model">What for.</param>
    /// <param name="text">What every plain answer holds; a whole stream ends with its terminator.</param>
    /// <param name="atATime">How many callers there are.</param>
    public SteadyLoad(TestGateway gateway, string model, string text, int atATime)
    {
        AtATime = atATime;
        _workers = [.. Enumerable.Range(0, atATime).Select(worker => RunAsync(gateway, model, worker % 2 == 0 ? null : text))];
    }

    /// <summary>How many callers there are.</summary>
    public int AtATime { get; }

    /// <summary>How many requests have ended.</summary>
    public int Served => Volatile.Read(ref _served);

    /// <summary>What came of the requests that failed.</summary>
    public IReadOnlyCollection<string> Failures => _failures;

    /// <summary>Waits until so many more requests have ended.</summary>
    public Task ServeAsync(int more)
    {
        var goal = Served + more;
        return Eventually.BecomesTrueAsync(() => Served >= goal, 60);
    }

    /// <summary>Waits until every request that is under way now has ended: each caller ends two before this returns.</summary>
    public Task TurnOverAsync() => ServeAsync(AtATime * 3);

    /// <summary>Lets the callers end what they have begun.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_workers);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private async Task RunAsync(TestGateway gateway, string model, string? text)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using var response = await gateway.ChatAsync(model, stream: text is null);
                var body = await response.Content.ReadAsStringAsync(CancellationToken.None);
                if ((int)response.StatusCode != 200 || !body.Contains(text ?? "[DONE]", StringComparison.Ordinal))
                {
                    _failures.Enqueue($"{(int)response.StatusCode} {body}");
                }
            }
            catch (HttpRequestException exception)
            {
                _failures.Enqueue(exception.ToString());
            }

            Interlocked.Increment(ref _served);
        }
    }
}
