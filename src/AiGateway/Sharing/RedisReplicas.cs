using System.Text.Json;
using AiGateway.Configuration;
using StackExchange.Redis;

namespace AiGateway.Sharing;

/// <summary>The replicas that run: each writes itself into Redis and is forgotten when it no longer does. Without Redis, each knows itself alone.</summary>
internal sealed partial class RedisReplicas(
    RedisConnection redis,
    SnapshotStore<GatewayConfig> configuration,
    ReplicaName self,
    GatewayOptions options,
    TimeProvider time,
    ILogger<RedisReplicas> logger,
    ChangeFeed? feed = null) : BackgroundService
{
    /// <summary>How long a replica counts as running after its last sign of life.</summary>
    public static readonly TimeSpan Forgotten = TimeSpan.FromSeconds(15);

    private const int Most = 1000;
    private const int LongestMessage = 1024;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(5);

    private readonly DateTimeOffset _since = time.GetUtcNow();
    private readonly RedisKey _index = $"{options.RedisPrefix}:replicas";
    private readonly string _channel = $"{options.RedisPrefix}:configurations";

    private ReplicaInfo Self => new(self.Id, configuration.Version, _since, feed?.Seen ?? 0) { IsSelf = true };

    /// <summary>All that run, in the order of their starts.</summary>
    public async Task<IReadOnlyList<ReplicaInfo>> ListAsync(CancellationToken cancellationToken)
    {
        var own = Self;
        try
        {
            if (redis.Database is not { } database)
            {
                return [own];
            }

            var ids = await database.SetMembersAsync(_index).WaitAsync(RedisConnection.CallLimit, time, cancellationToken);
            var others = ids.Select(static id => (string?)id ?? "").Where(id => id != own.Id).Take(Most).ToArray();
            var values = await Task.WhenAll(others.Select(id => database.StringGetAsync(KeyOf(id)))).WaitAsync(RedisConnection.CallLimit, time, cancellationToken);
            var gone = others.Where((_, at) => values[at].IsNull).Select(static id => (RedisValue)id).ToArray();
            if (gone.Length > 0)
            {
                _ = database.SetRemoveAsync(_index, gone, CommandFlags.FireAndForget);
            }

            var found = others.Select((id, at) => Parse(values[at]) is { } info && info.Id == id ? info : null).OfType<ReplicaInfo>();
            return [.. found.Append(own).OrderBy(static replica => replica.Since).ThenBy(static replica => replica.Id, StringComparer.Ordinal)];
        }
        catch (Exception exception) when (RedisFailures.IsExpected(exception) && !cancellationToken.IsCancellationRequested)
        {
            return [own];
        }
    }

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        redis.Subscribe(_channel, Hear);
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!redis.IsConfigured)
        {
            return;
        }

        ReplicaInfo? written = null;
        var writtenAt = 0L;
        while (!stoppingToken.IsCancellationRequested)
        {
            var own = Self;
            var isNews = written?.Configuration != own.Configuration;
            if (!redis.IsUp)
            {
                written = null;
            }
            else if ((isNews || time.GetElapsedTime(writtenAt) > Renewal) && Write(own))
            {
                if (isNews)
                {
                    redis.Publish(_channel, Serialize(own));
                }

                written = own;
                writtenAt = time.GetTimestamp();
            }

            await Task.Delay(Look, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Remove();
    }

    private bool Write(ReplicaInfo own)
    {
        try
        {
            if (redis.Database is not { } database)
            {
                return false;
            }

            _ = database.StringSetAsync(KeyOf(own.Id), Serialize(own), Forgotten, When.Always, CommandFlags.FireAndForget);
            _ = database.SetAddAsync(_index, own.Id, CommandFlags.FireAndForget);
            // Where all replicas are gone for good, nothing of them stays behind.
            _ = database.KeyExpireAsync(_index, TimeSpan.FromDays(1), CommandFlags.FireAndForget);
            return true;
        }
        catch (Exception exception) when (RedisFailures.IsExpected(exception))
        {
            return false;
        }
    }

    private void Remove()
    {
        try
        {
            _ = redis.Database?.KeyDeleteAsync(KeyOf(self.Id), CommandFlags.FireAndForget);
            _ = redis.Database?.SetRemoveAsync(_index, self.Id, CommandFlags.FireAndForget);
        }
        catch (Exception exception) when (RedisFailures.IsExpected(exception))
        {
            // It is forgotten by itself.
        }
    }

    private void Hear(string message)
    {
        if (message.Length <= LongestMessage && Parse(message) is { } other && other.Id != self.Id)
        {
            LogConfiguration(other.Id, other.Configuration, configuration.Version);
        }
    }

    private RedisKey KeyOf(string id) => $"{options.RedisPrefix}:replica:{id}";

    private static string Serialize(ReplicaInfo info) => JsonSerializer.Serialize(info, ReplicaJson.Default.ReplicaInfo);

    /// <summary>Others can write there too: what does not look like a replica is none.</summary>
    private static ReplicaInfo? Parse(RedisValue value)
    {
        try
        {
            var info = (string?)value is { Length: <= LongestMessage } text ? JsonSerializer.Deserialize(text, ReplicaJson.Default.ReplicaInfo) : null;
            return info is not null && IsName(info.Id) && IsName(info.Configuration) ? info : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsName(string? text) => text is { Length: > 0 } && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.');

    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "Replica {Replica} now has configuration {Theirs}; this one has {Ours}")]
    private partial void LogConfiguration(string replica, string theirs, string ours);
}
