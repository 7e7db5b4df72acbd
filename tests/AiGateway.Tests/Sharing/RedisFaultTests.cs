using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using AiGateway.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace AiGateway.Tests.Sharing;

/// <summary>E1 to E3, E10, E13: a Redis that is down, dies, hangs, comes and goes, or is not one, and a gateway that serves all the while.</summary>
public sealed class RedisFaultTests
{
    private const string Secret = "hunter2-Zx81-secret";

    [Fact]
    public async Task Down_at_the_start_is_connected_to_when_it_is_up()
    {
        await using var redis = RedisServer.Create();
        await using var gateway = await RedisGateway.StartAsync(redis.ConnectionString);
        await gateway.WaitForLogAsync("does not answer: it cannot be reached");
        await AskAsync(gateway, 20);
        (await gateway.RedisHealthAsync()).ShouldBe("unavailable");
        // Long enough for the pauses to have reached their longest.
        await Task.Delay(TimeSpan.FromSeconds(8));

        await redis.StartAgainAsync();
        var waited = Stopwatch.StartNew();
        await gateway.WaitForRedisAsync("ok");

        waited.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(8), "5 s are promised, and three are the machine's");
        await gateway.WaitForLogAsync("Redis answers");
        gateway.LogLines.Count(line => line.Contains("does not answer", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task Killed_and_started_again_is_noticed_both_times()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var gateway = await RedisGateway.StartAsync(redis.ConnectionString);
        using var gauge = new GaugeTap(gateway.Services.GetRequiredService<IMeterFactory>(), "aigateway.redis.unavailable");
        await gateway.WaitForRedisAsync("ok");

        await redis.KillAsync();
        await AskAsync(gateway, 20);
        await gateway.WaitForRedisAsync("unavailable");
        await Eventually.BecomesAsync(() => gauge.Value, 1);
        await redis.StartAgainAsync();

        await gateway.WaitForRedisAsync("ok");
        await Eventually.BecomesAsync(() => gauge.Value, 0);
        await gateway.WaitForLogAsync("Redis answers again");
    }

    [Fact]
    public async Task One_that_hangs_slows_nobody_down_and_counts_as_gone()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var gateway = await RedisGateway.StartAsync(redis.ConnectionString);
        await gateway.WaitForRedisAsync("ok");

        await redis.PauseAsync();
        await AskAsync(gateway, 20);
        var watch = Stopwatch.StartNew();
        (await gateway.ReplicasAsync()).ShouldHaveSingleItem().IsSelf.ShouldBeTrue();
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(3), "each call has 50 ms");
        await gateway.WaitForRedisAsync("unavailable");
        await AskAsync(gateway, 20);
        await redis.ResumeAsync();

        await gateway.WaitForRedisAsync("ok");
    }

    [Fact]
    public async Task A_connection_that_hangs_for_good_is_given_up_for_another()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var relay = new TcpRelay(redis.Port);
        await using var gateway = await RedisGateway.StartAsync($"127.0.0.1:{relay.Port}");
        await gateway.WaitForRedisAsync("ok");

        relay.Freeze();

        await gateway.WaitForRedisAsync("unavailable");
        await gateway.WaitForRedisAsync("ok", 40);
    }

    [Fact]
    public async Task A_wrong_password_is_said_and_not_shown()
    {
        await using var redis = await RedisServer.StartAsync("the-right-one");
        await using var gateway = await RedisGateway.StartAsync($"127.0.0.1:{redis.Port},password={Secret}");

        (await gateway.WaitForLogAsync("Redis (ConnectionStrings:Redis) is of no use")).ShouldContain("refuses the password");

        await ShouldServeWithoutAsync(gateway);
    }

    [Fact]
    public async Task A_missing_password_is_said()
    {
        await using var redis = await RedisServer.StartAsync(Secret);
        await using var gateway = await RedisGateway.StartAsync($"127.0.0.1:{redis.Port}");

        (await gateway.WaitForLogAsync("Redis (ConnectionStrings:Redis) is of no use")).ShouldContain("wants one");

        await ShouldServeWithoutAsync(gateway);
    }

    [Fact]
    public async Task With_the_right_password_all_is_well()
    {
        await using var redis = await RedisServer.StartAsync(Secret);
        await using var gateway = await RedisGateway.StartAsync(redis.ConnectionString);

        await gateway.WaitForRedisAsync("ok");

        gateway.LogLines.ShouldNotContain(line => line.Contains(Secret, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", "does not speak Redis's protocol")]
    [InlineData("", "cannot be reached")]
    [InlineData(null, "cannot be reached")]
    public async Task What_is_no_Redis_is_said_to_be_none(string? greeting, string reason)
    {
        await using var server = new FalseRedis(greeting);
        await using var gateway = await RedisGateway.StartAsync($"127.0.0.1:{server.Port},password={Secret}");

        (await gateway.WaitForLogAsync("Redis (ConnectionStrings:Redis)")).ShouldContain(reason);

        await ShouldServeWithoutAsync(gateway);
    }

    [Fact]
    public async Task What_always_hangs_up_is_tried_ever_less_often()
    {
        await using var server = new FalseRedis("");
        await using var gateway = await RedisGateway.StartAsync($"127.0.0.1:{server.Port}");
        await gateway.WaitForLogAsync("does not answer");

        await Task.Delay(TimeSpan.FromSeconds(10));

        // Steps of 0.25, 0.5, 1, 2, 3, 3 … s, of which chance may take half: at most nine begin. The client opens up to four connections for each.
        server.Accepted.ShouldBeInRange(2, 10 * 4);
    }

    [Fact]
    public async Task Twenty_deaths_of_Redis_cost_each_of_three_replicas_no_more_than_a_connection_a_step()
    {
        await using var redis = await RedisServer.StartAsync();
        var gateways = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => RedisGateway.StartAsync(redis.ConnectionString)));
        try
        {
            var connections = 0;
            var watch = Stopwatch.StartNew();
            for (var i = 0; i < 20; i++)
            {
                await Task.Delay(300);
                connections += await redis.ConnectionsAsync();
                await redis.KillAsync();
                await Task.Delay(100);
                await redis.StartAgainAsync();
            }

            foreach (var gateway in gateways)
            {
                await gateway.WaitForRedisAsync("ok");
            }

            connections += await redis.ConnectionsAsync();
            // The shortest pauses are 0.125, 0.25, 0.5, 1 and then 1.5 s; each connection is two, and one more of each for the start.
            var steps = 5 + (watch.Elapsed.TotalSeconds / 1.5);
            connections.ShouldBeInRange(3 * 2, (int)(3 * 2 * (steps + 1)));
        }
        finally
        {
            foreach (var gateway in gateways)
            {
                await gateway.DisposeAsync();
            }
        }
    }

    private static async Task ShouldServeWithoutAsync(TestGateway gateway)
    {
        await AskAsync(gateway, 5);
        (await gateway.RedisHealthAsync()).ShouldBe("unavailable");
        gateway.LogLines.ShouldNotContain(line => line.Contains(Secret, StringComparison.Ordinal));
    }

    /// <summary>Each is answered, and none after a wait that would be Redis's.</summary>
    private static async Task AskAsync(TestGateway gateway, int times)
    {
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < times; i++)
        {
            (await gateway.ChatAsync("mock/echo")).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(3 + (0.1 * times)));
    }
}
