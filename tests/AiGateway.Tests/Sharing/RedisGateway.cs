using System.Text.Json;
using AiGateway.Sharing;
using AiGateway.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace AiGateway.Tests.Sharing;

/// <summary>Gateways without a store that share a Redis.</summary>
internal static class RedisGateway
{
    /// <summary>Starts one.</summary>
    /// <param name="connection">Redis's connection string.</param>
    /// <param name="prefix">The names' prefix; the default where null.</param>
    public static Task<TestGateway> StartAsync(string connection, string? prefix = null) => TestGateway.StartAsync(new
    {
        ConnectionStrings = new { Redis = connection },
        Gateway = new { RedisPrefix = prefix ?? "aigateway" },
    });

    /// <summary>What /health/ready says of Redis.</summary>
    public static async Task<string?> RedisHealthAsync(this TestGateway gateway)
    {
        var answer = await gateway.Client.GetAsync("/health/ready");
        answer.IsSuccessStatusCode.ShouldBeTrue("it serves without Redis");
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return json.RootElement.TryGetProperty("redis", out var word) ? word.GetString() : null;
    }

    /// <summary>Waits until /health/ready says something of Redis.</summary>
    public static async Task WaitForRedisAsync(this TestGateway gateway, string word, int seconds = 20)
    {
        string? last = null;
        for (var i = 0; i < seconds * 20; i++)
        {
            if ((last = await gateway.RedisHealthAsync()) == word)
            {
                return;
            }

            await Task.Delay(50);
        }

        last.ShouldBe(word);
    }

    /// <summary>The names of all replicas, as one gateway knows them.</summary>
    public static async Task<IReadOnlyList<ReplicaInfo>> ReplicasAsync(this TestGateway gateway) =>
        await gateway.Services.GetRequiredService<RedisReplicas>().ListAsync(CancellationToken.None);

    /// <summary>Waits until a gateway knows so many replicas.</summary>
    public static async Task<IReadOnlyList<ReplicaInfo>> WaitForReplicasAsync(this TestGateway gateway, int count, int seconds = 30)
    {
        IReadOnlyList<ReplicaInfo> last = [];
        for (var i = 0; i < seconds * 20 && (last = await gateway.ReplicasAsync()).Count != count; i++)
        {
            await Task.Delay(50);
        }

        last.Count.ShouldBe(count);
        return last;
    }
}
