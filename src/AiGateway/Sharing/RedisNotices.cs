using System.Globalization;
using AiGateway.Configuration;

namespace AiGateway.Sharing;

/// <summary>
/// Tells other replicas of a change of the store as soon as it is made, so that they need not wait for their next poll. A notice
/// says only how far the log of changes reaches: what it says is read from the store, and one that is lost costs a poll's time.
/// </summary>
internal sealed class RedisNotices(RedisConnection redis, ChangeFeed feed, ReplicaName self, GatewayOptions options) : IHostedService
{
    private readonly string _channel = $"{options.RedisPrefix}:changes";

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        redis.Subscribe(_channel, Hear);
        feed.OnOwnChange = Tell;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        feed.OnOwnChange = null;
        return Task.CompletedTask;
    }

    private void Tell(long number) => redis.Publish(_channel, string.Create(CultureInfo.InvariantCulture, $"{number} {self.Id}"));

    /// <summary>Whatever else is written there is passed over.</summary>
    private void Hear(string message)
    {
        if (message.IndexOf(' ', StringComparison.Ordinal) is var blank and > 0
            && !message.AsSpan(blank + 1).SequenceEqual(self.Id)
            && long.TryParse(message.AsSpan(0, blank), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            feed.Heard(number);
        }
    }
}
