using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using AiGateway.Admin;
using AiGateway.Secrets;
using AiGateway.Tests.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace AiGateway.Tests.Admin;

/// <summary>A store that does not answer is said to be that: nobody is told that their token is bad.</summary>
public sealed class OutageTests
{
    [Fact]
    public async Task Without_a_store_every_answer_is_503_and_nothing_is_counted_against_the_caller()
    {
        await using var gateway = await AdminGateway.StartAsync(new { Storage = new { Sqlite = "data/test.db", Timeout = "300ms" } });
        await using var blocker = new SqliteConnection($"Data Source={Path.Combine(gateway.Gateway.Folder, "data/test.db")}");
        await blocker.OpenAsync();
        await using (var command = blocker.CreateCommand())
        {
            // A writer that does not end: reading goes on, changing does not.
            command.CommandText = "BEGIN IMMEDIATE";
            await command.ExecuteNonQueryAsync();
        }

        var (status, problem) = await gateway.SendAsync("POST", "/admin/teams", gateway.Admin, new { id = "late" });
        status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        problem.GetProperty("type").GetString().ShouldBe("urn:aigateway:problem:store-unavailable");
        (await gateway.SendAsync("GET", "/admin/teams", gateway.Viewer)).Status.ShouldBe(HttpStatusCode.OK);

        await using (var command = blocker.CreateCommand())
        {
            command.CommandText = "ROLLBACK";
            await command.ExecuteNonQueryAsync();
        }

        (await gateway.SendAsync("POST", "/admin/teams", gateway.Admin, new { id = "late" })).Status.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_token_that_cannot_be_looked_up_is_not_called_bad()
    {
        // A port that was free a moment ago, and that nobody listens on.
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        await using var gateway = await TestGateway.StartAsync(
            new
            {
                ConnectionStrings = new { Postgres = $"Host=127.0.0.1;Port={port};Username=nobody;Password=f0e4c2-not-a-secret;Database=none" },
                Gateway = new { Storage = new { Timeout = "500ms" }, Secrets = new { MasterKeys = new { m = "env:MASTER" }, Peppers = new { p = "env:PEPPER" } } },
            },
            new Dictionary<string, string> { ["MASTER"] = RandomText(), ["PEPPER"] = RandomText() });
        using var client = new HttpClient { BaseAddress = new Uri(gateway.Services.GetRequiredService<AdminServer>().Addresses[0]) };

        for (var i = 0; i < BruteForceGuard.Free + 5; i++)
        {
            (await AskAsync(client, TokenText.Create(TokenText.AdminPrefix, out _))).ShouldBe((HttpStatusCode.ServiceUnavailable, true));
        }

        // What is not even a token needs no store to be refused.
        (await AskAsync(client, "guess")).ShouldBe((HttpStatusCode.Unauthorized, false));
    }

    [Fact]
    public async Task What_cannot_be_put_on_record_is_not_done()
    {
        // A folder where the file should be: nothing can be written there.
        await using var gateway = await AdminGateway.StartAsync();
        var folder = Path.Combine(gateway.Gateway.Folder, "audit.jsonl");
        await File.WriteAllTextAsync(gateway.Gateway.ConfigFile, "{ \"Gateway\": { \"Storage\": { \"Sqlite\": \"data/test.db\" }, \"Audit\": { \"File\": \"audit.jsonl\" } } }");
        await gateway.SendAsync("POST", "/admin/configuration/reload", gateway.Admin);
        if (File.Exists(folder))
        {
            File.Delete(folder);
        }

        Directory.CreateDirectory(folder);
        var (status, problem) = await gateway.SendAsync("POST", "/admin/teams", gateway.Admin, new { id = "unrecorded" });

        status.ShouldBe(HttpStatusCode.ServiceUnavailable, problem.GetRawText());
        problem.GetProperty("type").GetString().ShouldBe("urn:aigateway:problem:audit-unavailable");
        (await gateway.SendAsync("GET", "/admin/teams/unrecorded", gateway.Viewer)).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    private static string RandomText() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    private static async Task<(HttpStatusCode Status, bool HasRetryAfter)> AskAsync(HttpClient client, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/admin/whoami") { Headers = { { "Authorization", $"Bearer {token}" } } };
        using var response = await client.SendAsync(request);
        return (response.StatusCode, response.Headers.RetryAfter is not null);
    }
}
