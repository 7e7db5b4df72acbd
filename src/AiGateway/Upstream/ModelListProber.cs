using System.Net.Http.Headers;
using AiGateway.Configuration;
using AiGateway.Health;
using AiGateway.Providers;

namespace AiGateway.Upstream;

/// <summary>
/// Asks providers that are configured so for their list of models, which costs nothing, to learn whether they are there while nobody
/// else asks. One prober serves all snapshots: it looks at the one in force each time, and asks a provider once at a time.
/// </summary>
internal sealed partial class ModelListProber(
    SnapshotStore<GatewayConfig> store,
    TargetHealth targets,
    KeyHealth keys,
    TimeProvider time,
    ILogger<ModelListProber> logger) : BackgroundService
{
    /// <summary>The time that a provider has for the head of its answer.</summary>
    public static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan LongestSleep = TimeSpan.FromHours(1);

    private readonly Dictionary<string, Watch> _watches = new(StringComparer.OrdinalIgnoreCase);
    private readonly SemaphoreSlim _wake = new(0);

    /// <summary>Looks at the snapshot in force now, since it has changed.</summary>
    public void Look() => _wake.Release();

    /// <inheritdoc/>
    public override void Dispose()
    {
        _wake.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await _wake.WaitAsync(StartWhatIsDue(stoppingToken), stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // Whoever is asked right now hears of the same token.
            await Task.WhenAll(_watches.Values.Select(static watch => watch.Running));
        }
    }

    /// <summary>Asks the providers whose time has come.</summary>
    /// <returns>The time until the next; whoever is being asked wakes the prober at the end.</returns>
    private TimeSpan StartWhatIsDue(CancellationToken token)
    {
        var config = store.Current;
        var now = time.GetTimestamp();
        var sleep = LongestSleep;
        foreach (var entry in config.Providers.Values)
        {
            if (entry.HealthCheck is not { } interval || entry.Provider.HealthUri(entry.BaseUrl) is not { } address || entry.Credentials.IsOutOfReach)
            {
                // One that is being asked keeps its place, or a reload and another could have it asked twice at once.
                if (_watches.TryGetValue(entry.Name, out var old) && !old.IsBusy)
                {
                    _watches.Remove(entry.Name);
                }

                continue;
            }

            if (!_watches.TryGetValue(entry.Name, out var watch))
            {
                // The first wait is any part of the interval, so that replicas that start together do not ask together for ever.
                _watches[entry.Name] = watch = new Watch { Asked = now, Stretch = Random.Shared.NextDouble() };
            }

            if (watch.IsBusy)
            {
                continue;
            }

            var left = (interval * watch.Stretch) - time.GetElapsedTime(watch.Asked, now);
            if (left <= TimeSpan.Zero)
            {
                (watch.Asked, watch.Stretch) = (now, 0.9 + (0.2 * Random.Shared.NextDouble()));
                watch.IsBusy = true;
                watch.Running = AskAsync(watch, entry, address, config.Options.Cooldown, token);
            }
            else if (left < sleep)
            {
                sleep = left;
            }
        }

        // Rounded up, or the last fraction of a millisecond would be spent in a loop.
        return sleep + TimeSpan.FromMilliseconds(1);
    }

    private async Task AskAsync(Watch watch, ProviderEntry entry, Uri address, CooldownOptions rules, CancellationToken token)
    {
        // The loop goes on to the next provider meanwhile.
        await Task.Yield();
        try
        {
            var key = entry.PickKey();
            var (status, fault) = await TryAsync(entry, address, key, token);
            if (!token.IsCancellationRequested)
            {
                Judge(entry.Name, key, status, fault, rules);
            }
        }
        finally
        {
            watch.IsBusy = false;
            if (!token.IsCancellationRequested)
            {
                _wake.Release();
            }
        }
    }

    /// <summary>Asks once; status 0 and words for it stand for no answer.</summary>
    private static async Task<(int Status, string Fault)> TryAsync(ProviderEntry entry, Uri address, Credential? key, CancellationToken token)
    {
        try
        {
            return (await AskAsync(entry, address, key, token), "");
        }
        catch (OperationCanceledException)
        {
            return (0, "no answer in time");
        }
#pragma warning disable CA1031 // Whatever keeps a provider from answering is the very thing that is being asked.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return (0, exception.Message);
        }
    }

    private static async Task<int> AskAsync(ProviderEntry entry, Uri address, Credential? key, CancellationToken token)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(token);
        limit.CancelAfter(AnswerLimit);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Options.Set(DispatchHandler.ConnectTimeoutKey, AnswerLimit);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("AiGateway", null));
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "identity");
        foreach (var (name, value) in entry.Headers)
        {
            request.Headers.Add(name, value.Reveal());
        }

        entry.Provider.Authorise(request.Headers, key?.Value);
        using var response = await entry.Client.SendAsync(request, limit.Token);
        return (int)response.StatusCode;
    }

    /// <summary>Any answer but a 5xx is a sign of life; whether the list may be seen is not what was asked.</summary>
    private void Judge(string provider, Credential? key, int status, string fault, CooldownOptions rules)
    {
        if (status is 0 or >= 500)
        {
            if (targets.ProviderFailed(provider, rules))
            {
                LogGone(provider, status == 0 ? fault : $"status {status}");
            }

            return;
        }

        if (targets.ProviderAnswers(provider))
        {
            LogBack(provider);
        }

        if (key is null)
        {
            return;
        }

        // Only 401 speaks of the key itself: one that may not list models (403) may still be good for calls.
        if (status == 401)
        {
            keys.Refused(provider, key.Id, rules);
            LogRefused(provider, key.Id);
        }
        else if (status is >= 200 and < 300)
        {
            keys.Accepted(provider, key.Id);
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "Provider {Provider} does not answer its health check ({Reason}) and rests")]
    private partial void LogGone(string provider, string reason);

    [LoggerMessage(EventId = 2, Level = LogLevel.Information, Message = "Provider {Provider} answers its health check again")]
    private partial void LogBack(string provider);

    [LoggerMessage(EventId = 3, Level = LogLevel.Warning, Message = "Provider {Provider} refuses the key {KeyId} in its health check; the key rests")]
    private partial void LogRefused(string provider, string keyId);

    private sealed class Watch
    {
        private bool _isBusy;

        public required long Asked { get; set; }

        public required double Stretch { get; set; }

        public Task Running { get; set; } = Task.CompletedTask;

        /// <summary>Whether it is being asked; false before the loop is woken, while <see cref="Running"/> is not complete yet.</summary>
        public bool IsBusy
        {
            get => Volatile.Read(ref _isBusy);
            set => Volatile.Write(ref _isBusy, value);
        }
    }
}
