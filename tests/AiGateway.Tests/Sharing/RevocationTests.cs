using System.Diagnostics;
using System.Net;
using AiGateway.Audit;
using AiGateway.Management;
using AiGateway.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace AiGateway.Tests.Sharing;

/// <summary>H8: a key that one gateway has revoked is refused by another within two seconds.</summary>
[Collection(PostgresCollection.Name)]
public sealed class RevocationTests(PostgresServer postgres)
{
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(2);

    [Theory]
    [InlineData(StoreKind.Sqlite, false)]
    [InlineData(StoreKind.Sqlite, true)]
    [InlineData(StoreKind.Postgres, false)]
    [InlineData(StoreKind.Postgres, true)]
    public async Task Of_a_key_is_known_everywhere(StoreKind kind, bool withRedis)
    {
        await using var fleet = await GatewayFleet.CreateAsync(kind, postgres);
        // With Redis, no poll comes in time.
        var poll = withRedis ? "1m" : "1s";
        await using var first = await fleet.StartAsync(poll, withRedis);
        await using var second = await fleet.StartAsync(poll, withRedis);

        for (var i = 0; i < 2; i++)
        {
            var (from, to) = i == 0 ? (first, second) : (second, first);
            var key = await IssueAsync(from);
            (await AskAsync(from, key)).ShouldBe(HttpStatusCode.OK, "whoever made it may use it at once");
            (await AskAsync(to, key)).ShouldBe(HttpStatusCode.OK, "what is not known yet is looked up");

            (await RevokeAsync(from, to, key)).ShouldBeLessThan(Promised + Slack);

            (await AskAsync(from, key)).ShouldBe(HttpStatusCode.Unauthorized);
        }
    }

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.Postgres)]
    public async Task Of_a_key_is_known_everywhere_also_when_Redis_dies_in_between(StoreKind kind)
    {
        await using var fleet = await GatewayFleet.CreateAsync(kind, postgres);
        await using var first = await fleet.StartAsync("1s", withRedis: true);
        await using var second = await fleet.StartAsync("1s", withRedis: true);
        var key = await IssueAsync(first);
        (await AskAsync(second, key)).ShouldBe(HttpStatusCode.OK);

        await fleet.Redis.KillAsync();

        (await RevokeAsync(first, second, key)).ShouldBeLessThan(Promised + Slack);
    }

    [Fact]
    public async Task Of_a_key_is_known_everywhere_also_while_Redis_hangs()
    {
        await using var fleet = await GatewayFleet.CreateAsync(StoreKind.Sqlite, postgres);
        await using var first = await fleet.StartAsync("1s", withRedis: true);
        await using var second = await fleet.StartAsync("1s", withRedis: true);
        var key = await IssueAsync(first);
        (await AskAsync(second, key)).ShouldBe(HttpStatusCode.OK);

        await fleet.Redis.PauseAsync();
        (await RevokeAsync(first, second, key)).ShouldBeLessThan(Promised + Slack);
        await fleet.Redis.ResumeAsync();
    }

    private static async Task<string> IssueAsync(TestGateway gateway) =>
        (await gateway.Services.GetRequiredService<KeyManagement>().CreateAsync(Actor.System, new KeyDraft { Name = "shop" }, CancellationToken.None)).Text;

    /// <summary>Revokes a key on one gateway, and asks another until it is refused there.</summary>
    private static async Task<TimeSpan> RevokeAsync(TestGateway from, TestGateway to, string key)
    {
        await from.Services.GetRequiredService<KeyManagement>().RevokeAsync(Actor.System, key.Split('-')[2], null, CancellationToken.None);
        var watch = Stopwatch.StartNew();
        HttpStatusCode last;
        while ((last = await AskAsync(to, key)) == HttpStatusCode.OK && watch.Elapsed < TimeSpan.FromSeconds(20))
        {
            await Task.Delay(10);
        }

        last.ShouldBe(HttpStatusCode.Unauthorized);
        return watch.Elapsed;
    }

    private static async Task<HttpStatusCode> AskAsync(TestGateway gateway, string key) =>
        (await gateway.ChatAsync("mock/echo", "Hi", false, ("Authorization", $"Bearer {key}"))).StatusCode;
}
