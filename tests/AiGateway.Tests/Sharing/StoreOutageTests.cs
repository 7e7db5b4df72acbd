using System.Net;
using AiGateway.Audit;
using AiGateway.Management;
using AiGateway.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace AiGateway.Tests.Sharing;

/// <summary>A store that is down at the start, or goes away: whoever is known is served, nobody is told that a key does not exist, and it is taken over when it is back.</summary>
[Collection(PostgresCollection.Name)]
public sealed class StoreOutageTests(PostgresServer postgres)
{
    private const string ConfiguredKey = "oQ7vT2xW9pLs4ZzR8mYb3nHc";

    [Fact]
    public async Task Everything_goes_on_without_the_store_and_with_it_again()
    {
        await using var fleet = await GatewayFleet.CreateAsync(StoreKind.Postgres, postgres);
        fleet.Environment["AIGATEWAY_KEY"] = ConfiguredKey;
        string known, other;
        await using (var before = await fleet.StartAsync("1s", withRedis: false))
        {
            (known, other) = (await IssueAsync(before), await IssueAsync(before));
        }

        var direct = new NpgsqlConnectionStringBuilder(fleet.Postgres!);
        await using var relay = new TcpRelay(direct.Port);
        await relay.CutAsync();
        fleet.Postgres = new NpgsqlConnectionStringBuilder(fleet.Postgres!) { Host = "127.0.0.1", Port = relay.Port }.ConnectionString;

        // Down at the start.
        await using var gateway = await fleet.StartAsync("1s", withRedis: false);
        (await StoreHealth.ReadAsync(gateway)).ShouldBe("unavailable");
        (await AskAsync(gateway, ConfiguredKey)).ShouldBe(HttpStatusCode.OK);
        (await AskAsync(gateway, known)).ShouldBe(HttpStatusCode.ServiceUnavailable);

        relay.Restore();
        await StoreHealth.WaitAsync(gateway, "ok");
        (await AskAsync(gateway, known)).ShouldBe(HttpStatusCode.OK);
        (await AskAsync(gateway, "sk-gw-nobodyhasit0-x")).ShouldBe(HttpStatusCode.Unauthorized);

        // Down later.
        await relay.CutAsync();
        await StoreHealth.WaitAsync(gateway, "unavailable");
        (await AskAsync(gateway, ConfiguredKey)).ShouldBe(HttpStatusCode.OK);
        (await AskAsync(gateway, known)).ShouldBe(HttpStatusCode.OK);
        (await AskAsync(gateway, other)).ShouldBe(HttpStatusCode.OK, "it was loaded with all others");
        gateway.LogLines.Count(line => line.Contains("The store does not answer", StringComparison.Ordinal)).ShouldBe(2);

        relay.Restore();
        await StoreHealth.WaitAsync(gateway, "ok");
        (await AskAsync(gateway, known)).ShouldBe(HttpStatusCode.OK);
    }

    private static async Task<string> IssueAsync(TestGateway gateway) =>
        (await gateway.Services.GetRequiredService<KeyManagement>().CreateAsync(Actor.System, new KeyDraft { Name = "shop" }, CancellationToken.None)).Text;

    private static async Task<HttpStatusCode> AskAsync(TestGateway gateway, string key) =>
        (await gateway.ChatAsync("mock/echo", "Hi", false, ("Authorization", $"Bearer {key}"))).StatusCode;
}
