using System.Net;
using System.Security.Cryptography;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Admin;

/// <summary>The way of an operator from the first token to a revoked key, on each kind of store.</summary>
[Collection(PostgresCollection.Name)]
public sealed class EveryStoreTests(PostgresServer server)
{
    [Theory]
    [EveryStore]
    public async Task The_whole_way_goes(StoreKind kind)
    {
        await using var gateway = await AdminGateway.StartAsync(
            new { Storage = new { Enabled = true }, Secrets = new { MasterKeys = new { m = "env:MASTER" }, Peppers = new { p = "env:PEPPER" } } },
            environment: new Dictionary<string, string> { ["MASTER"] = RandomText(), ["PEPPER"] = RandomText() },
            connections: kind == StoreKind.Postgres ? new { Postgres = await server.CreateDatabaseAsync() } : new { });
        (await gateway.SendAsync("GET", "/admin/status", gateway.Viewer)).Body.GetProperty("store").GetProperty("kind").GetString()
            .ShouldBe(kind == StoreKind.Postgres ? "postgres" : "sqlite");

        (await gateway.SendAsync("POST", "/admin/teams", gateway.Admin, new { id = "web", models = new[] { "mock/*" } })).Status.ShouldBe(HttpStatusCode.Created);
        (await gateway.SendAsync("POST", "/admin/teams", gateway.Admin, new { id = "web" })).Status.ShouldBe(HttpStatusCode.Conflict);
        (await gateway.SendAsync("POST", "/admin/users", gateway.Admin, new { id = "ann", team = "web" })).Status.ShouldBe(HttpStatusCode.Created);
        var (status, made) = await gateway.SendAsync("POST", "/admin/keys", gateway.Operator, new { name = "shop", team = "web", user = "ann" });
        status.ShouldBe(HttpStatusCode.Created, made.GetRawText());
        var text = made.GetProperty("text").GetString()!;
        var path = $"/admin/keys/{made.GetProperty("key").GetProperty("id").GetString()}";
        (await CallAsync(gateway, text)).ShouldBe(HttpStatusCode.OK);

        (await gateway.SendAsync("PATCH", path, gateway.Operator, new { tags = new[] { "prod" } }, ("If-Match", "\"1\""))).Status.ShouldBe(HttpStatusCode.OK);
        (await gateway.SendAsync("PATCH", path, gateway.Operator, new { tags = new[] { "test" } }, ("If-Match", "\"1\""))).Status.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await gateway.SendAsync("GET", "/admin/keys?tag=prod&user=ann&search=SHO", gateway.Viewer)).Body.GetProperty("items").GetArrayLength().ShouldBe(1);
        (await gateway.SendAsync("PUT", "/admin/secrets/openai", gateway.Admin, new { value = "sk-0f3b7d1e9c5a2468" })).Status.ShouldBe(HttpStatusCode.OK);
        (await gateway.SendAsync("POST", $"{path}/revoke", gateway.Operator)).Status.ShouldBe(HttpStatusCode.OK);
        (await CallAsync(gateway, text)).ShouldBe(HttpStatusCode.Unauthorized);
        (await gateway.SendAsync("DELETE", "/admin/teams/web", gateway.Admin, null, ("If-Match", "*"))).Status.ShouldBe(HttpStatusCode.Conflict);

        var (_, verdict) = await gateway.SendAsync("GET", "/admin/audit/verify", gateway.Viewer);
        verdict.GetProperty("sound").GetBoolean().ShouldBeTrue(verdict.GetRawText());
        var (_, page) = await gateway.SendAsync("GET", "/admin/audit?kind=key", gateway.Viewer);
        page.GetProperty("items").EnumerateArray().Select(r => r.GetProperty("action").GetString()).ShouldBe(["key.revoke", "key.update", "key.create"]);
        page.GetProperty("items").EnumerateArray().Select(r => r.GetProperty("role").GetString()).Distinct().ShouldBe(["operator"]);
    }

    private static string RandomText() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    private static async Task<HttpStatusCode> CallAsync(AdminGateway gateway, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/models") { Headers = { { "Authorization", $"Bearer {key}" } } };
        using var response = await gateway.Gateway.Client.SendAsync(request);
        return response.StatusCode;
    }
}
