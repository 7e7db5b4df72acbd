using System.Net;
using System.Security.Cryptography;
using AiGateway.Secrets;
using AiGateway.Tests.Options;

namespace AiGateway.Tests.Admin;

/// <summary>The configuration through the admin API: its state, its effect, its reload, and none of its secrets.</summary>
public sealed class ConfigurationTests
{
    private const string ProviderKey = "sk-canary-provider-4f8a1c2e9b7d";
    private const string VirtualKey = "canary-virtual-key-71c9e0d2";
    private const string Header = "canary-header-5be1";
    private static readonly string Hash = $"canary:abcdefghijkl:{new string('Q', 43)}";

    [Fact]
    public async Task The_effective_configuration_shows_everything_but_secrets()
    {
        await using var gateway = await AdminGateway.StartAsync(Configuration());

        var (status, effective) = await gateway.SendAsync("GET", "/admin/configuration/effective", gateway.Viewer);

        status.ShouldBe(HttpStatusCode.OK);
        effective.GetProperty("Providers").GetProperty("up").GetProperty("ApiKeys")[0].GetProperty("Value").GetString().ShouldBe("***");
        effective.GetProperty("Providers").GetProperty("up").GetProperty("Headers").GetProperty("x-extra").GetString().ShouldBe("***");
        effective.GetProperty("VirtualKeys").GetProperty("shop").GetProperty("Value").GetString().ShouldBe("***");
        effective.GetProperty("Models").GetProperty("fast").GetProperty("Strategy").GetString().ShouldBe("Weighted");
        effective.GetProperty("MaxRequestBytes").GetInt64().ShouldBe(32 * 1024 * 1024);
        effective.GetProperty("Storage").GetProperty("Sqlite").GetString().ShouldBe("data/test.db");
    }

    [Fact]
    public async Task No_answer_of_any_path_has_a_secret_in_any_form()
    {
        await using var gateway = await AdminGateway.StartAsync(Configuration());
        const string Stored = "canary-stored-secret-0d8e44b1";
        (await gateway.SendAsync("PUT", "/admin/secrets/openai", gateway.Admin, new { value = Stored, note = "for tests" })).Status.ShouldBe(HttpStatusCode.OK);
        var (_, made) = await gateway.SendAsync("POST", "/admin/keys", gateway.Admin, new { name = "made" });
        var key = made.GetProperty("text").GetString()!;
        await gateway.SendAsync("POST", $"/admin/keys/{made.GetProperty("key").GetProperty("id").GetString()}/rotate", gateway.Admin);
        await gateway.SendAsync("PUT", "/admin/secrets/openai", gateway.Admin, new { value = Stored + "2" });
        var storedKeys = await gateway.Gateway.Services.ReadAsync(session => session.Keys.ListAsync(new(), new(10, null)));
        var tokens = await gateway.Gateway.Services.ReadAsync(session => session.Tokens.ListAsync(new(), new(10, null)));
        var secrets = await gateway.Gateway.Services.ReadAsync(session => session.Secrets.ListAsync(new(), new(10, null)));
        byte[][] bytes =
        [
            .. storedKeys.Items.Select(k => k.Digest), .. storedKeys.Items.Select(k => k.PreviousDigest!), .. tokens.Items.Select(t => t.Digest), .. secrets.Items.Select(s => s.Box),
        ];
        string[] texts =
        [
            .. bytes.SelectMany(b => (string[])[Convert.ToBase64String(b)[..20], Convert.ToHexStringLower(b)[..20], System.Buffers.Text.Base64Url.EncodeToString(b)[..20]]),
            .. ((string[])[ProviderKey, VirtualKey, Header, Hash, Stored, key, gateway.Admin, gateway.Operator, gateway.Viewer]).SelectMany(s => (string[])[s, s[^8..], Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(s))[..16]]),
        ];

        var paths = new List<string> { "/admin/models/fast", "/admin/providers/up", "/admin/secrets/openai", "/admin/nothing", "/admin/keys/shop", "/admin/keys?limit=x" };
        paths.AddRange((await gateway.SendAsync("GET", "/admin/openapi.json", gateway.Viewer)).Body.GetProperty("paths").EnumerateObject()
            .Where(p => p.Value.TryGetProperty("get", out _) && !p.Name.Contains('{', StringComparison.Ordinal)).Select(p => p.Name));
        paths.Count.ShouldBeGreaterThan(18);
        foreach (var path in paths)
        {
            using var response = await gateway.SendRawAsync("GET", path, gateway.Admin);
            var text = $"{response.Headers}{await response.Content.ReadAsStringAsync()}";
            foreach (var secret in texts)
            {
                text.ShouldNotContain(secret, Case.Sensitive, path);
            }
        }
    }

    [Fact]
    public async Task A_hash_of_a_key_is_masked_since_a_key_can_be_checked_against_it()
    {
        var pepper = RandomNumberGenerator.GetBytes(32);
        var master = RandomNumberGenerator.GetBytes(32);
        var ring = new KeyRing(new Dictionary<string, byte[]> { ["m"] = master }, "m", new Dictionary<string, byte[]> { ["p"] = pepper }, "p");
        var text = TokenText.Create(TokenText.VirtualKeyPrefix, out var id);
        var hash = $"p:{id}:{System.Buffers.Text.Base64Url.EncodeToString(ring.Digest(KeyPurpose.VirtualKey, "p", text))}";
        await using var gateway = await AdminGateway.StartAsync(
            new
            {
                Storage = new { Sqlite = "data/test.db" },
                Secrets = new { MasterKeys = new { m = "env:MASTER" }, Peppers = new { p = "env:PEPPER" } },
                VirtualKeys = new { hashed = new { Hash = hash } },
            },
            environment: new Dictionary<string, string> { ["MASTER"] = Convert.ToBase64String(master), ["PEPPER"] = Convert.ToBase64String(pepper) });

        var (_, effective) = await gateway.SendAsync("GET", "/admin/configuration/effective", gateway.Viewer);

        effective.GetProperty("VirtualKeys").GetProperty("hashed").GetProperty("Hash").GetString().ShouldBe("***");
        effective.GetRawText().ShouldNotContain(hash[^20..]);
        effective.GetProperty("Secrets").GetProperty("Peppers").GetProperty("p").GetString().ShouldBe("***");
    }

    [Fact]
    public async Task Keys_and_teams_of_the_configuration_are_listed_and_cannot_be_written()
    {
        await using var gateway = await AdminGateway.StartAsync(Configuration());
        await gateway.SendAsync("POST", "/admin/keys", gateway.Admin, new { name = "stored" });

        var (_, list) = await gateway.SendAsync("GET", "/admin/keys", gateway.Viewer);
        list.GetProperty("items").EnumerateArray().Select(k => (k.GetProperty("name").GetString(), k.GetProperty("source").GetString()))
            .ShouldBe([("Shop", "configuration"), ("stored", "store")]);
        var (_, first) = await gateway.SendAsync("GET", "/admin/keys?limit=1", gateway.Viewer);
        first.GetProperty("items").GetArrayLength().ShouldBe(1);
        var (_, second) = await gateway.SendAsync("GET", $"/admin/keys?limit=1&after={Uri.EscapeDataString(first.GetProperty("next").GetString()!)}", gateway.Viewer);
        second.GetProperty("items")[0].GetProperty("source").GetString().ShouldBe("store");
        (await gateway.SendAsync("GET", "/admin/teams", gateway.Viewer)).Body.GetProperty("items")[0].GetProperty("source").GetString().ShouldBe("configuration");
        (await gateway.SendAsync("GET", "/admin/teams/WEB", gateway.Viewer)).Body.GetProperty("id").GetString().ShouldBe("web");

        foreach (var (method, path) in (IEnumerable<(string, string)>)[("PATCH", "/admin/keys/shop"), ("DELETE", "/admin/keys/shop"), ("POST", "/admin/keys/SHOP/revoke"), ("POST", "/admin/keys/shop/rotate"), ("PATCH", "/admin/teams/web"), ("DELETE", "/admin/teams/Web")])
        {
            var (status, problem) = await gateway.SendAsync(method, path, gateway.Admin, method == "PATCH" ? new { enabled = false } : null, ("If-Match", "*"));
            status.ShouldBe(HttpStatusCode.Conflict, $"{method} {path}");
            problem.GetProperty("type").GetString().ShouldBe("urn:aigateway:problem:defined-by-configuration");
        }
    }

    [Fact]
    public async Task A_reload_that_is_refused_shows_why_and_one_that_is_not_shows_the_new_version()
    {
        await using var gateway = await AdminGateway.StartAsync();
        var before = gateway.Gateway.ConfigVersion;

        await File.WriteAllTextAsync(gateway.Gateway.ConfigFile, "{ \"Gateway\": { \"Storage\": { \"Sqlite\": \"data/test.db\" }, \"MaxRequestByte\": 5 } }");
        var (status, refused) = await gateway.SendAsync("POST", "/admin/configuration/reload", gateway.Operator);
        status.ShouldBe(HttpStatusCode.OK);
        refused.GetProperty("version").GetString().ShouldBe(before);
        refused.GetProperty("problems")[0].GetProperty("path").GetString().ShouldBe("Gateway:MaxRequestByte");
        refused.GetProperty("failedReloads").GetInt64().ShouldBeGreaterThan(0);

        await File.WriteAllTextAsync(gateway.Gateway.ConfigFile, "{ \"Gateway\": { \"Storage\": { \"Sqlite\": \"data/test.db\" }, \"MaxRequestBytes\": 5000 } }");
        var (_, taken) = await gateway.SendAsync("POST", "/admin/configuration/reload", gateway.Operator);
        taken.GetProperty("version").GetString().ShouldNotBe(before);
        taken.GetProperty("problems").GetArrayLength().ShouldBe(0);
        (await gateway.SendAsync("GET", "/admin/configuration/effective", gateway.Viewer)).Body.GetProperty("MaxRequestBytes").GetInt64().ShouldBe(5000);
        (await gateway.SendAsync("GET", "/admin/audit?action=configuration.reload", gateway.Viewer)).Body.GetProperty("items").GetArrayLength().ShouldBe(2);
    }

    [Theory]
    [InlineData("ftp://127.0.0.1:8081", "no http or https URL")]
    [InlineData("127.0.0.1:8081", "no http or https URL")]
    [InlineData("http://127.0.0.1:8081/admin", "more than scheme, address and port")]
    [InlineData("http://user@127.0.0.1:8081", "more than scheme, address and port")]
    [InlineData("http://127.0.0.1:8081;http://127.0.0.1:8081/", "twice")]
    [InlineData(";", "no URL in it")]
    public void An_address_that_is_none_refuses_the_start(string urls, string words)
    {
        var refusal = Hosting.TestGateway.RefusedStart(new { Gateway = new { Storage = new { Sqlite = "x.db" }, Admin = new { Urls = urls } } });

        refusal.ShouldContain("Gateway:Admin:Urls");
        refusal.ShouldContain(words);
    }

    [Fact]
    public void An_admin_API_without_a_store_refuses_the_start()
    {
        Hosting.TestGateway.RefusedStart(new { Gateway = new { Storage = new { Enabled = false }, Admin = new { Urls = "http://127.0.0.1:8081" } } }).ShouldContain("Without a store there is no admin API");
        Hosting.TestGateway.RefusedStart(new { Gateway = new { Storage = new { Enabled = false }, Admin = new { Enabled = true } } }).ShouldContain("Without a store there is no admin API");
    }

    [Fact]
    [Proves("Gateway:Admin:Urls")]
    public async Task The_admin_API_listens_where_it_is_told_to()
    {
        await using var gateway = await AdminGateway.StartAsync(new { Storage = new { Sqlite = "data/test.db" }, Admin = new { Urls = "http://127.0.0.1:0;http://[::1]:0" } });

        gateway.Server.Addresses.Count.ShouldBe(2);
        gateway.Server.Addresses[1].ShouldStartWith("http://[::1]:");
        using var client = new HttpClient { BaseAddress = new Uri(gateway.Server.Addresses[1]) };
        (await client.GetAsync("/admin/whoami")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    [Proves("Gateway:Admin:Enabled")]
    public async Task The_admin_API_is_there_unless_it_is_switched_off()
    {
        await using var on = await AdminGateway.StartFreshAsync();
        on.Server.Addresses.Count.ShouldBe(1);

        await using var off = await Hosting.TestGateway.StartAsync(new { Gateway = new { Storage = new { Sqlite = "data/test.db" }, Admin = new { Enabled = false } } });
        off.LogLines.ShouldNotContain(line => line.Contains("admin API", StringComparison.Ordinal));
    }

    private static object Configuration() => new
    {
        Storage = new { Sqlite = "data/test.db" },
        Providers = new { up = new { Type = "OpenAI", ApiKeys = new[] { ProviderKey }, Headers = new Dictionary<string, string> { ["x-extra"] = Header } } },
        Models = new { fast = "up/gpt-4o-mini" },
        Teams = new { web = new { Models = new[] { "fast" } } },
        VirtualKeys = new { shop = new { Value = VirtualKey, Name = "Shop", Team = "web" } },
    };
}
