using System.Diagnostics;
using AiGateway.Sharing;
using AiGateway.Storage;
using AiGateway.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace AiGateway.Tests.Sharing;

/// <summary>What one gateway has changed in the store, another knows: at once with Redis, and without it by its next poll.</summary>
[Collection(PostgresCollection.Name)]
public sealed class SharedStoreTests(PostgresServer postgres)
{
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(2);

    private readonly RecordingWatcher _firstWatcher = new();
    private readonly RecordingWatcher _secondWatcher = new();

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.Postgres)]
    public async Task Without_Redis_it_is_known_within_two_seconds(StoreKind kind)
    {
        await using var fleet = await GatewayFleet.CreateAsync(kind, postgres);
        await using var first = await fleet.StartAsync("1s", withRedis: false, _firstWatcher);
        await using var second = await fleet.StartAsync("1s", withRedis: false, _secondWatcher);

        for (var i = 1; i <= 3; i++)
        {
            (await ChangeAsync(first, $"k{i}", _secondWatcher, i)).ShouldBeLessThan(Promised + Slack);
        }

        _firstWatcher.Changes.ShouldBe(["k1", "k2", "k3"]);
        _secondWatcher.Changes.ShouldBe(["k1", "k2", "k3"]);
        (_firstWatcher.Loads, _secondWatcher.Loads).ShouldBe((1, 1));
    }

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.Postgres)]
    public async Task With_Redis_nobody_waits_for_a_poll(StoreKind kind)
    {
        await using var fleet = await GatewayFleet.CreateAsync(kind, postgres);
        await using var first = await fleet.StartAsync("1m", withRedis: true, _firstWatcher);
        await using var second = await fleet.StartAsync("1m", withRedis: true, _secondWatcher);

        for (var i = 1; i <= 10; i++)
        {
            var (from, watcher, own) = i % 2 == 0 ? (second, _firstWatcher, _secondWatcher) : (first, _secondWatcher, _firstWatcher);
            (await ChangeAsync(from, $"k{i}", watcher, i)).ShouldBeLessThan(Promised + Slack);
            await Eventually.BecomesAsync(() => own.Changes.Count, i);
        }

        (_firstWatcher.Loads, _secondWatcher.Loads).ShouldBe((1, 1));
    }

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.Postgres)]
    public async Task With_Redis_dead_or_hanging_it_is_known_by_polling_and_nobody_is_slowed(StoreKind kind)
    {
        await using var fleet = await GatewayFleet.CreateAsync(kind, postgres);
        await using var first = await fleet.StartAsync("1s", withRedis: true, _firstWatcher);
        await using var second = await fleet.StartAsync("1s", withRedis: true, _secondWatcher);

        await fleet.Redis.PauseAsync();
        (await ChangeAsync(first, "k1", _secondWatcher, 1)).ShouldBeLessThan(Promised + Slack);
        await fleet.Redis.ResumeAsync();
        await fleet.Redis.KillAsync();
        (await ChangeAsync(second, "k2", _firstWatcher, 2)).ShouldBeLessThan(Promised + Slack);
        await fleet.Redis.StartAgainAsync();
        await first.WaitForRedisAsync("ok");
        (await ChangeAsync(first, "k3", _secondWatcher, 3)).ShouldBeLessThan(Promised + Slack);

        await Eventually.BecomesAsync(() => _firstWatcher.Changes.Count, 3);
    }

    [Fact]
    public async Task Notices_of_others_with_another_prefix_are_not_heard()
    {
        await using var fleet = await GatewayFleet.CreateAsync(StoreKind.Sqlite, postgres);
        await using var first = await fleet.StartAsync("1m", withRedis: true, _firstWatcher);
        await using var stranger = await fleet.StartAsync("1m", withRedis: true, _secondWatcher, SharedRedis.NewPrefix());

        await ChangeAsync(first, "k1", _firstWatcher, 1);
        // Both have the same store and the same Redis: only the name of the channel keeps the notice from the other, for which it would be news.
        await Task.Delay(500);

        _secondWatcher.Changes.ShouldBeEmpty();
        stranger.Services.GetRequiredService<ChangeFeed>().Heard(1);
        await Eventually.BecomesAsync(() => _secondWatcher.Changes.Count, 1);
    }

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.Postgres)]
    public async Task A_change_of_somebody_who_is_no_gateway_is_known_too(StoreKind kind)
    {
        await using var fleet = await GatewayFleet.CreateAsync(kind, postgres);
        await using var gateway = await fleet.StartAsync("1s", withRedis: false, _firstWatcher);
        var watch = Stopwatch.StartNew();

        await fleet.Store.Open().RecordAsync("k1");
        await Eventually.BecomesAsync(() => _firstWatcher.Changes.Count, 1);

        watch.Elapsed.ShouldBeLessThan(Promised + Slack);
    }

    [Fact]
    public async Task The_register_tells_how_far_each_has_read()
    {
        await using var fleet = await GatewayFleet.CreateAsync(StoreKind.Sqlite, postgres);
        await using var first = await fleet.StartAsync("1s", withRedis: true, _firstWatcher);
        await using var second = await fleet.StartAsync("1s", withRedis: true, _secondWatcher);
        await first.WaitForReplicasAsync(2);

        await ChangeAsync(first, "k1", _secondWatcher, 1);

        for (var watch = Stopwatch.StartNew(); watch.Elapsed < TimeSpan.FromSeconds(20) && (await first.ReplicasAsync()).Any(replica => replica.StoreNumber != 1); await Task.Delay(50))
        {
        }

        (await first.ReplicasAsync()).Select(replica => replica.StoreNumber).ShouldBe([1, 1]);
        (await StoreHealth.ReadAsync(first)).ShouldBe("ok");
    }

    /// <summary>Makes a change on one gateway and waits until a watcher, which may be another's, has heard of so many.</summary>
    private static async Task<TimeSpan> ChangeAsync(TestGateway gateway, string subject, RecordingWatcher watcher, int count)
    {
        await gateway.Services.GetRequiredService<Database>().RecordAsync(subject);
        var watch = Stopwatch.StartNew();
        gateway.Services.GetRequiredService<IChangeNotice>().Changed();
        while (watcher.Changes.Count < count && watch.Elapsed < TimeSpan.FromSeconds(20))
        {
            await Task.Delay(5);
        }

        watcher.Changes.Count.ShouldBe(count);
        return watch.Elapsed;
    }
}
