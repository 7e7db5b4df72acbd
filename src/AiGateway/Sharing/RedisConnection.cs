using System.Collections.Concurrent;
using AiGateway.Configuration;
using AiGateway.Exchanges;
using StackExchange.Redis;

namespace AiGateway.Sharing;

/// <summary>
/// The one connection to Redis, made and kept in the background: nothing ever waits for it, and where it is not there
/// everything goes on without it. Does nothing where no Redis is configured.
/// </summary>
internal sealed partial class RedisConnection : BackgroundService
{
    /// <summary>The time that one call has.</summary>
    public static readonly TimeSpan CallLimit = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan HungAfter = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StableAfter = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(3);

    private readonly ConfigurationOptions? _options;
    private readonly TimeProvider _time;
    private readonly GatewayMeter _meter;
    private readonly ILogger<RedisConnection> _logger;
    private readonly ConcurrentDictionary<string, Action<string>> _subscriptions = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _lost = new(0);
    private volatile ConnectionMultiplexer? _multiplexer;
    private volatile bool _isUp;
    private string? _reason;

    /// <summary>Makes a connection that is tried from the start of the application on.</summary>
    public RedisConnection(GatewayOptions options, TimeProvider time, GatewayMeter meter, ILogger<RedisConnection> logger)
    {
        _time = time;
        _meter = meter;
        _logger = logger;
        if (options.Redis is { } connection)
        {
            _options = ConfigurationOptions.Parse(connection.Reveal());
            // The client's own way of connecting again is the same each second for everybody. Here a connection that is lost is closed, and the next one is made after a pause.
            _options.AbortOnConnectFail = true;
            _options.ConnectRetry = 1;
            _options.ConnectTimeout = (int)ConnectLimit.TotalMilliseconds;
        }
    }

    /// <summary>Whether there is a Redis to connect to.</summary>
    public bool IsConfigured => _options is not null;

    /// <summary>Whether Redis answered when it was last asked, less than a second ago.</summary>
    public bool IsUp => _isUp;

    /// <summary>What commands go to; null while Redis does not answer. Wait for none of them longer than <see cref="CallLimit"/>.</summary>
    public IDatabase? Database => _isUp ? _multiplexer?.GetDatabase() : null;

    /// <summary>Hears the messages of a channel, on this and on every later connection. Call it before the application starts.</summary>
    /// <param name="channel">The channel's whole name.</param>
    /// <param name="handle">Gets each message; it must neither wait nor throw.</param>
    public void Subscribe(string channel, Action<string> handle) => _subscriptions[channel] = handle;

    /// <summary>Sends a message if that is possible now; never waits and never fails.</summary>
    public void Publish(string channel, string message)
    {
        try
        {
            if (_isUp)
            {
                _multiplexer?.GetSubscriber().Publish(Literal(channel), message, CommandFlags.FireAndForget);
            }
        }
        catch (Exception exception) when (RedisFailures.IsExpected(exception))
        {
            // Whoever misses it polls.
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _lost.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_options is null)
        {
            return;
        }

        var pauses = new Pauses(FirstPause, LongestPause, Random.Shared.NextDouble);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await HoldAsync(_options, pauses, stoppingToken);
                await Task.Delay(pauses.Next(), _time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                // Stopping.
            }
#pragma warning disable CA1031 // Whatever the client throws, the next connection is tried.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Down(RedisFailures.Reason(exception));
                await Task.Delay(pauses.Next(), _time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Makes a connection and keeps it for as long as it is good.</summary>
    private async Task HoldAsync(ConfigurationOptions options, Pauses pauses, CancellationToken stop)
    {
        var multiplexer = await ConnectAsync(options, stop);
        try
        {
            multiplexer.ConnectionFailed += OnFailed;
            foreach (var (channel, handle) in _subscriptions)
            {
                await multiplexer.GetSubscriber().SubscribeAsync(Literal(channel), (_, message) => Hear(handle, message)).WaitAsync(ConnectLimit, _time, stop);
            }

            _multiplexer = multiplexer;
            await WatchAsync(multiplexer, pauses, stop);
        }
        finally
        {
            _isUp = false;
            _multiplexer = null;
            multiplexer.ConnectionFailed -= OnFailed;
            await CloseAsync(multiplexer);
        }
    }

    private async Task<ConnectionMultiplexer> ConnectAsync(ConfigurationOptions options, CancellationToken stop)
    {
        var connecting = ConnectionMultiplexer.ConnectAsync(options);
        try
        {
            // The client's limit does not hold for everything, such as a name that is slow to resolve.
            var multiplexer = await connecting.WaitAsync(ConnectLimit * 3, _time, stop);
            _meter.RedisConnect("connected");
            return multiplexer;
        }
        catch
        {
            _meter.RedisConnect("failed");
            _ = connecting.ContinueWith(static late => late.Result.Close(false), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
            throw;
        }
    }

    /// <summary>Asks for a sign of life again and again; ends when the connection is lost or hangs.</summary>
    private async Task WatchAsync(ConnectionMultiplexer multiplexer, Pauses pauses, CancellationToken stop)
    {
        var connectedAt = _time.GetTimestamp();
        var heardAt = connectedAt;
        var missed = 0;
        Task? ping = null;
        while (multiplexer.IsConnected)
        {
            // One question at a time: a server that hangs is not sent a heap of them.
            ping ??= multiplexer.GetDatabase().PingAsync();
            if (await AnswersAsync(ping, stop))
            {
                heardAt = _time.GetTimestamp();
                missed = 0;
                Up();
                if (_time.GetElapsedTime(connectedAt) > StableAfter)
                {
                    pauses.Reset();
                }
            }
            else if (++missed == 2)
            {
                Down(RedisFailures.Unreachable);
            }

            if (ping.IsCompleted)
            {
                ping = null;
            }

            if (_time.GetElapsedTime(heardAt) > HungAfter)
            {
                return;
            }

            await _lost.WaitAsync(Beat, stop);
        }

        Down(RedisFailures.Unreachable);
    }

    private async Task<bool> AnswersAsync(Task ping, CancellationToken stop)
    {
        try
        {
            await ping.WaitAsync(CallLimit, _time, stop);
            return true;
        }
        catch (Exception exception) when (RedisFailures.IsExpected(exception) && !stop.IsCancellationRequested)
        {
            return false;
        }
    }

    private void OnFailed(object? sender, ConnectionFailedEventArgs failure)
    {
        if (sender is ConnectionMultiplexer { IsConnected: false })
        {
            _isUp = false;
            _lost.Release();
        }
    }

    private static void Hear(Action<string> handle, RedisValue message)
    {
        if (message.HasValue)
        {
            handle(message!);
        }
    }

    private void Up()
    {
        _isUp = true;
        if (_reason is null)
        {
            LogConnected();
            _meter.RedisUnavailable(false);
        }
        else if (_reason.Length > 0)
        {
            LogAnswers();
            _meter.RedisUnavailable(false);
        }

        _reason = "";
    }

    private void Down(string reason)
    {
        _isUp = false;
        if (_reason == reason)
        {
            return;
        }

        if (string.IsNullOrEmpty(_reason))
        {
            _meter.RedisUnavailable(true);
        }

        _reason = reason;
        if (reason == RedisFailures.Unreachable)
        {
            LogUnreachable(reason);
        }
        else
        {
            LogMisconfigured(reason);
        }
    }

    private static RedisChannel Literal(string channel) => new(channel, RedisChannel.PatternMode.Literal);

    private static async Task CloseAsync(ConnectionMultiplexer multiplexer)
    {
        try
        {
            await multiplexer.CloseAsync(allowCommandsToComplete: false).WaitAsync(ConnectLimit);
        }
        catch (Exception exception) when (RedisFailures.IsExpected(exception))
        {
            // It ends by itself.
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "Redis answers: replicas tell each other of changes at once")]
    private partial void LogConnected();

    [LoggerMessage(EventId = 2, Level = LogLevel.Information, Message = "Redis answers again")]
    private partial void LogAnswers();

    [LoggerMessage(EventId = 3, Level = LogLevel.Warning, Message = "Redis (ConnectionStrings:Redis) does not answer: {Reason}. Replicas learn of changes by polling the store; it is tried again until it does")]
    private partial void LogUnreachable(string reason);

    [LoggerMessage(EventId = 4, Level = LogLevel.Error, Message = "Redis (ConnectionStrings:Redis) is of no use: {Reason}. Replicas learn of changes by polling the store; it is tried again until that is put right")]
    private partial void LogMisconfigured(string reason);
}
