using System.Text.Json;
using AiGateway.Sharing;
using AiGateway.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace AiGateway.Tests.Sharing;

/// <summary>What stands in Redis, and what happens where something else does.</summary>
public sealed class RedisRegisterTests : IAsyncLifetime
{
    private RedisServer _redis = null!;
    private TestGateway _gateway = null!;

    private string Id => _gateway.Services.GetRequiredService<ReplicaName>().Id;

    public async Task InitializeAsync()
    {
        _redis = await RedisServer.StartAsync();
        _gateway = await RedisGateway.StartAsync(_redis.ConnectionString);
        await _gateway.WaitForRedisAsync("ok");
        await WaitForEntryAsync();
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task An_entry_says_who_and_since_when_with_what_and_goes_by_itself()
    {
        var entry = JsonElement.Parse(await _redis.AskAsync("GET", $"aigateway:replica:{Id}"));

        entry.EnumerateObject().Select(field => field.Name).ShouldBe(["id", "configuration", "since", "storeNumber"]);
        entry.GetProperty("configuration").GetString().ShouldBe(_gateway.ConfigVersion);
        int.Parse((await _redis.AskAsync("TTL", $"aigateway:replica:{Id}"))[1..]).ShouldBeInRange(1, 15);
        (await _redis.AskAsync("KEYS", "*")).Split('\n').ShouldBe(["aigateway:replicas", $"aigateway:replica:{Id}"], ignoreOrder: true);
    }

    [Fact]
    public async Task Whatever_is_wiped_is_written_again()
    {
        await _redis.AskAsync("FLUSHALL");

        await WaitForEntryAsync();
        (await _redis.AskAsync("SMEMBERS", "aigateway:replicas")).ShouldBe(Id);
    }

    [Fact]
    public async Task What_does_not_look_like_a_replica_is_none()
    {
        string[] values =
        [
            "nonsense", "[]", "null", "{}", "{\"id\":\"a-2\"}", new string('x', 5000),
            """{"id":"somebody-else","configuration":"1-abc","since":"2026-11-20T12:00:00Z","storeNumber":1}""",
            """{"id":"a-7","configuration":"1-abc\nError: forged","since":"2026-11-20T12:00:00Z","storeNumber":1}""",
        ];
        for (var i = 0; i < values.Length; i++)
        {
            await _redis.AskAsync("SADD", "aigateway:replicas", $"a-{i}");
            await _redis.AskAsync("SET", $"aigateway:replica:a-{i}", values[i]);
            await _redis.AskAsync("PUBLISH", "aigateway:configurations", values[i]);
            await _redis.AskAsync("PUBLISH", "aigateway:changes", values[i]);
        }

        await _redis.AskAsync("SADD", "aigateway:replicas", "good-1");
        await _redis.AskAsync("SET", "aigateway:replica:good-1", """{"id":"good-1","configuration":"7-abcdef01","since":"2026-11-20T12:00:00Z","storeNumber":3}""");

        (await _gateway.WaitForReplicasAsync(2)).Select(replica => replica.Id).ShouldContain("good-1");
        await _redis.AskAsync("PUBLISH", "aigateway:configurations", await _redis.AskAsync("GET", "aigateway:replica:good-1"));
        await _gateway.WaitForLogAsync("Replica good-1 now has configuration 7-abcdef01");
        _gateway.LogLines.ShouldNotContain(line => line.Contains("forged", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_entry_of_another_type_hurts_nobody()
    {
        await _redis.AskAsync("DEL", "aigateway:replicas");
        await _redis.AskAsync("SET", "aigateway:replicas", "not a set");

        (await _gateway.ReplicasAsync()).ShouldHaveSingleItem().IsSelf.ShouldBeTrue();
        (await _gateway.RedisHealthAsync()).ShouldBe("ok");
    }

    [Fact]
    public async Task A_replica_that_is_gone_is_taken_off_the_list()
    {
        await _redis.AskAsync("SADD", "aigateway:replicas", "long-gone");

        (await _gateway.WaitForReplicasAsync(1)).ShouldHaveSingleItem().IsSelf.ShouldBeTrue();

        for (var i = 0; i < 200 && (await _redis.AskAsync("SISMEMBER", "aigateway:replicas", "long-gone")) != ":0"; i++)
        {
            await Task.Delay(20);
        }

        (await _redis.AskAsync("SISMEMBER", "aigateway:replicas", "long-gone")).ShouldBe(":0");
    }

    private async Task WaitForEntryAsync()
    {
        for (var i = 0; i < 500 && await _redis.AskAsync("EXISTS", $"aigateway:replica:{Id}") != ":1"; i++)
        {
            await Task.Delay(20);
        }

        (await _redis.AskAsync("EXISTS", $"aigateway:replica:{Id}")).ShouldBe(":1");
    }
}
