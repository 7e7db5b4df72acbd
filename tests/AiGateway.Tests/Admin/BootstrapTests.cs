using System.Net;
using System.Text.Json;

namespace AiGateway.Tests.Admin;

/// <summary>The way in while nobody is in: a token that is printed once, past the log, and is good for one thing, once.</summary>
public sealed class BootstrapTests
{
    [Fact]
    public async Task The_one_time_token_is_printed_to_the_console_and_nowhere_else()
    {
        await using var gateway = await AdminGateway.StartFreshAsync();
        var token = await gateway.BootstrapTokenAsync();

        gateway.Console.ShouldContain($"curl -X POST {gateway.Server.Addresses[0]}/admin/bootstrap -H 'Authorization: Bearer {token}'");
        gateway.Console.Split(token).Length.ShouldBe(3, "once to read and once in the command");
        var tail = token[^20..];
        gateway.Gateway.LogLines.ShouldNotContain(line => line.Contains(tail, StringComparison.Ordinal));
        foreach (var file in Directory.EnumerateFiles(gateway.Gateway.Folder, "*", SearchOption.AllDirectories))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
            (await reader.ReadToEndAsync()).ShouldNotContain(tail, Case.Sensitive, file);
        }
    }

    [Fact]
    public async Task It_makes_the_first_admin_once()
    {
        await using var gateway = await AdminGateway.StartFreshAsync();
        var token = await gateway.BootstrapTokenAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(i => gateway.SendAsync("POST", "/admin/bootstrap", token, new { name = $"first {i}" })));

        var made = answers.Single(a => a.Status == HttpStatusCode.Created).Body;
        answers.Count(a => a.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden).ShouldBe(4);
        (await gateway.SendAsync("POST", "/admin/bootstrap", token, new { name = "again" })).Status.ShouldBe(HttpStatusCode.Unauthorized);
        var admin = made.GetProperty("text").GetString();
        (await gateway.SendAsync("GET", "/admin/whoami", admin)).Body.GetProperty("role").GetString().ShouldBe("admin");
        (await gateway.SendAsync("GET", "/admin/tokens", admin)).Body.GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task It_opens_nothing_else()
    {
        await using var gateway = await AdminGateway.StartFreshAsync();
        var token = await gateway.BootstrapTokenAsync();

        foreach (var path in (string[])["/admin/whoami", "/admin/keys", "/admin/tokens", "/admin/openapi.json", "/admin/audit"])
        {
            (await gateway.SendAsync("GET", path, token)).Status.ShouldBe(HttpStatusCode.Forbidden);
        }

        (await gateway.SendAsync("POST", "/admin/tokens", token, new { name = "x", role = "admin" })).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await gateway.SendAsync("POST", "/admin/bootstrap", token, new { name = "x", role = "admin" })).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await gateway.SendAsync("POST", "/admin/bootstrap", token, new { })).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await gateway.SendAsync("POST", "/admin/bootstrap", token, new { name = "still good" })).Status.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task An_admins_token_is_no_bootstrap_token()
    {
        await using var gateway = await AdminGateway.StartAsync();

        var (status, problem) = await gateway.SendAsync("POST", "/admin/bootstrap", gateway.Admin, new { name = "x" });

        status.ShouldBe(HttpStatusCode.Forbidden);
        problem.GetProperty("detail").GetString()!.ShouldContain("one-time token");
    }

    [Fact]
    public async Task The_last_admin_cannot_be_deleted_switched_off_demoted_or_left_to_expire()
    {
        await using var gateway = await AdminGateway.StartAsync();
        var id = (await gateway.SendAsync("GET", "/admin/whoami", gateway.Admin)).Body.GetProperty("tokenId").GetString();

        (await gateway.SendAsync("DELETE", $"/admin/tokens/{id}", gateway.Admin, null, ("If-Match", "*"))).Status.ShouldBe(HttpStatusCode.Conflict);
        (await gateway.SendAsync("PATCH", $"/admin/tokens/{id}", gateway.Admin, new { enabled = false }, ("If-Match", "*"))).Status.ShouldBe(HttpStatusCode.Conflict);
        (await gateway.SendAsync("PATCH", $"/admin/tokens/{id}", gateway.Admin, new { role = "operator" }, ("If-Match", "*"))).Status.ShouldBe(HttpStatusCode.Conflict);

        var other = await gateway.CreateTokenAsync("admin");
        (await gateway.SendAsync("DELETE", $"/admin/tokens/{id}", gateway.Admin, null, ("If-Match", "*"))).Status.ShouldBe(HttpStatusCode.NoContent);
        (await gateway.SendAsync("GET", "/admin/whoami", gateway.Admin)).Status.ShouldBe(HttpStatusCode.Unauthorized, "at once");
        (await gateway.SendAsync("GET", "/admin/whoami", other)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_token_that_is_demoted_is_so_from_its_next_request_on()
    {
        await using var gateway = await AdminGateway.StartAsync();
        var (_, made) = await gateway.SendAsync("POST", "/admin/tokens", gateway.Admin, new { name = "second", role = "admin" });
        var token = made.GetProperty("text").GetString();
        var id = made.GetProperty("token").GetProperty("id").GetString();

        (await gateway.SendAsync("POST", "/admin/teams", token, new { id = "one" })).Status.ShouldBe(HttpStatusCode.Created);
        await gateway.SendAsync("PATCH", $"/admin/tokens/{id}", gateway.Admin, new { role = "viewer" }, ("If-Match", "\"1\""));

        (await gateway.SendAsync("POST", "/admin/teams", token, new { id = "two" })).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await gateway.SendAsync("GET", "/admin/teams/one", token)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_token_without_an_end_and_one_with_an_end_say_so()
    {
        await using var gateway = await AdminGateway.StartAsync();
        var end = DateTimeOffset.UtcNow.AddDays(1);
        var (status, made) = await gateway.SendAsync("POST", "/admin/tokens", gateway.Admin, new { name = "for a day", role = "viewer", expiresAt = end });

        status.ShouldBe(HttpStatusCode.Created);
        made.GetProperty("token").GetProperty("expiresAt").GetDateTimeOffset().ShouldBe(end, TimeSpan.FromSeconds(1));
        (await gateway.SendAsync("GET", "/admin/whoami", made.GetProperty("text").GetString())).Body.GetProperty("expiresAt").ValueKind.ShouldBe(JsonValueKind.String);
        (await gateway.SendAsync("POST", "/admin/tokens", gateway.Admin, new { name = "over", role = "viewer", expiresAt = DateTimeOffset.UtcNow.AddDays(-1) })).Status.ShouldBe(HttpStatusCode.BadRequest);
    }
}
