using AiGateway.Sharing;
using AiGateway.Tests.Hosting;
using AiGateway.Tests.Options;
using Microsoft.Extensions.DependencyInjection;

namespace AiGateway.Tests.Sharing;

/// <summary>Which replicas run, and with which configuration.</summary>
public sealed class RedisReplicasTests(SharedRedis redis) : IClassFixture<SharedRedis>
{
    private readonly string _prefix = SharedRedis.NewPrefix();

    [Fact]
    public async Task Without_Redis_each_knows_itself()
    {
        await using var gateway = await TestGateway.StartAsync(new { });

        var self = (await gateway.ReplicasAsync()).ShouldHaveSingleItem();

        self.IsSelf.ShouldBeTrue();
        self.Configuration.ShouldBe(gateway.ConfigVersion);
        self.Id.ShouldBe(gateway.Services.GetRequiredService<ReplicaName>().Id);
        (await gateway.RedisHealthAsync()).ShouldBeNull();
    }

    [Fact]
    [Proves("Gateway:RedisPrefix")]
    public async Task All_with_one_prefix_know_each_other_and_nobody_else()
    {
        await using var first = await RedisGateway.StartAsync(redis.ConnectionString, _prefix);
        await using var second = await RedisGateway.StartAsync(redis.ConnectionString, _prefix);
        await using var stranger = await RedisGateway.StartAsync(redis.ConnectionString, SharedRedis.NewPrefix());
        await stranger.WaitForRedisAsync("ok");

        var known = await first.WaitForReplicasAsync(2);

        known.Count(replica => replica.IsSelf).ShouldBe(1);
        known.Select(replica => replica.Id).ShouldBe(new[] { first, second }.Select(g => g.Services.GetRequiredService<ReplicaName>().Id), ignoreOrder: true);
        known.ShouldAllBe(replica => replica.Configuration == first.ConfigVersion);
        (await second.WaitForReplicasAsync(2)).Select(replica => replica.Id).ShouldBe(known.Select(replica => replica.Id));
        (await stranger.ReplicasAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task One_that_ends_is_gone_at_once()
    {
        await using var first = await RedisGateway.StartAsync(redis.ConnectionString, _prefix);
        await using (await RedisGateway.StartAsync(redis.ConnectionString, _prefix))
        {
            await first.WaitForReplicasAsync(2);
        }

        await first.WaitForReplicasAsync(1, 10);
    }

    [Fact]
    public async Task Another_configuration_is_told_and_known()
    {
        await using var first = await RedisGateway.StartAsync(redis.ConnectionString, _prefix);
        await using var second = await RedisGateway.StartAsync(redis.ConnectionString, _prefix);
        await first.WaitForReplicasAsync(2);

        await File.WriteAllTextAsync(second.ConfigFile, $$"""{ "ConnectionStrings": { "Redis": "{{redis.ConnectionString}}" }, "Gateway": { "RedisPrefix": "{{_prefix}}", "AnswerHeaders": false } }""");

        var line = await first.WaitForLogAsync("now has configuration 2-", 20);
        line.ShouldContain(second.ConfigVersion);
        line.ShouldContain($"this one has {first.ConfigVersion}");
        (await first.ReplicasAsync()).Select(replica => replica.Configuration).ShouldBe([first.ConfigVersion, second.ConfigVersion]);
    }
}
