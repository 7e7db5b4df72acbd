using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text.Json;
using AiGateway.Tests.Observability;
using AiGateway.Tests.Secrets;

namespace AiGateway.Tests.Promises;

/// <summary>K8 and H9: what is wrong at the start ends the real executable with code 1 and a message that names it, and nothing confided.</summary>
[Trait("Promise", "K8")]
[UnsupportedOSPlatform("windows")]
public sealed class SelfCheckTests
{
    private const string Sound = "aDEyX2Nhbm5vdF9iZV9ndWVzc2VkX2NhbmFyeV8wMDE=";
    private const string Other = "cTdadF9hbm90aGVyX29uZV9vZl9jYW5hcnlfMDAwMDI=";

    /// <summary>An address of a network that is kept for examples.</summary>
    private const string Elsewhere = "http://203.0.113.1:0";

    /// <summary>A configuration, the environment with it (<c>;</c> between variables, <c>|</c> for one within), and what must be said.</summary>
    public static TheoryData<string, string, string[]> Mistakes => new()
    {
        { """{ "Gateway": { "VirtualKeys": { "k": "changeme" } } }""", "", ["Gateway:VirtualKeys:k", "openssl rand"] },
        { """{ "Gateway": { "VirtualKeys": { "k": "" } } }""", "", ["Gateway:VirtualKeys:k"] },
        { "{}", "AIGATEWAY_KEY=", ["AIGATEWAY_KEY", "empty"] },
        { """{ "Gateway": { "Storage": {} } }""", "AIGATEWAY_MASTER_KEY=", ["AIGATEWAY_MASTER_KEY", "empty"] },
        { """{ "Gateway": { "Storage": {}, "Secrets": { "MasterKeys": { "m": "env:CANARY_M" }, "Peppers": { "p": "env:CANARY_P" } } } }""", $"CANARY_M={Sound};CANARY_P=", ["Gateway:Secrets:Peppers:p", "empty"] },
        { """{ "Gateway": { "Storage": {}, "Secrets": { "MasterKeys": { "m": "env:CANARY_M" }, "Peppers": { "p": "env:CANARY_P" } } } }""", $"CANARY_M={Sound};CANARY_P=c2hvcnQ=", ["Gateway:Secrets:Peppers:p"] },
        { """{ "Gateway": { "Storage": {} }, "ConnectionStrings": { "Redis": "env:CANARY_R" } }""", "CANARY_R=127.0.0.1:1,password=sk-canary-redis,nonsense=sk-canary-redis", ["ConnectionStrings:Redis"] },
        { """{ "Gateway": { "Storage": {} }, "ConnectionStrings": { "Redis": "env:CANARY_R" } }""", "CANARY_R=redis://:sk-canary-redis@127.0.0.1:1", ["ConnectionStrings:Redis", "redis://"] },
        { """{ "Gateway": { "Storage": {} }, "ConnectionStrings": { "Postgres": "env:CANARY_G" } }""", "CANARY_G=Host=127.0.0.1|Password=sk-canary-postgres|Nonsense=sk-canary-postgres", ["ConnectionStrings:Postgres"] },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    [Trait("Promise", "H9")]
    public async Task A_configuration_that_is_unsound_is_refused(string json, string environment, string[] said)
    {
        var variables = environment.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(static pair => pair.Split('=', 2))
            .ToDictionary(static pair => pair[0], static pair => pair[1].Replace('|', ';'), StringComparer.Ordinal);
        await using var process = GatewayProcess.Start(json, variables);

        await ShouldBeRefusedAsync(process, said);
        var all = string.Join('\n', process.Output.Concat(process.Errors));
        foreach (var value in variables.Values.Where(static value => value.Length > 0))
        {
            all.ShouldNotContain(value);
        }
    }

    [Fact]
    public async Task A_data_port_that_is_taken_is_said()
    {
        using var taken = Take(out var url);
        await using var process = GatewayProcess.Start(new { }, url: url);

        await ShouldBeRefusedAsync(process, "cannot listen", url);
    }

    [Theory]
    [InlineData(Elsewhere, "http://127.0.0.1:0")]
    [InlineData("http://127.0.0.1:0", Elsewhere)]
    public async Task An_address_that_is_another_machine_s_is_said(string data, string admin)
    {
        await using var process = GatewayProcess.Start(new { Gateway = new { Storage = new { }, Admin = new { Urls = admin } } }, url: data);

        await ShouldBeRefusedAsync(process, "cannot listen", Elsewhere);
    }

    [Fact]
    public async Task An_admin_port_that_is_taken_is_said()
    {
        using var taken = Take(out var url);
        await using var process = GatewayProcess.Start(new { Gateway = new { Storage = new { }, Admin = new { Urls = url } } });

        await ShouldBeRefusedAsync(process, "Gateway:Admin:Urls", url);
    }

    [Fact]
    public async Task An_admin_port_that_is_the_data_port_is_said()
    {
        using var taken = Take(out var url);
        await using var process = GatewayProcess.Start(new { Gateway = new { Storage = new { }, Admin = new { Urls = url } } }, url: url);

        await ShouldBeRefusedAsync(process, "Gateway:Admin:Urls", "overlaps");
    }

    [Fact]
    public async Task A_data_folder_that_cannot_be_made_is_said()
    {
        var folder = Directory.CreateTempSubdirectory("aigateway-check-").FullName;
        try
        {
            var file = Path.Combine(folder, "a-file");
            await File.WriteAllTextAsync(file, "");
            await using var process = GatewayProcess.Start(WithStore(Path.Combine(file, "data", "aigateway.db")));

            await ShouldBeRefusedAsync(process, "key file", file);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_key_file_that_others_may_read_is_said()
    {
        var folder = Directory.CreateTempSubdirectory("aigateway-check-").FullName;
        try
        {
            var file = Path.Combine(folder, "aigateway.keys");
            await File.WriteAllTextAsync(file, JsonSerializer.Serialize(new { MasterKeys = new { file = Sound }, Peppers = new { file = Other } }));
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
            await using var process = GatewayProcess.Start(WithStore(Path.Combine(folder, "aigateway.db")));

            await ShouldBeRefusedAsync(process, "chmod 600", file);
            string.Join('\n', process.Output.Concat(process.Errors)).ShouldNotContain(Sound[..12]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_key_ring_that_does_not_fit_the_store_is_said()
    {
        await using var bench = SecretBench.Create();
        await bench.PutAsync(bench.OldRing, ("openai", "sk-canary-openai-7Tq2"));
        await using var process = GatewayProcess.Start(bench.Configuration(new { }, SecretBench.NewOnly), bench.Variables);

        await ShouldBeRefusedAsync(process, "Gateway:Secrets:MasterKeys", "`openai` encrypted under the master key");
        var all = string.Join('\n', process.Output.Concat(process.Errors));
        foreach (var value in bench.Variables.Values)
        {
            all.ShouldNotContain(value);
        }
    }

    private static object WithStore(string file) => new { Gateway = new { Storage = new { Sqlite = file } } };

    private static TcpListener Take(out string url)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        url = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        return listener;
    }

    private static async Task ShouldBeRefusedAsync(GatewayProcess process, params string[] said)
    {
        (await process.WaitForExitAsync()).ShouldBe(1, string.Join('\n', process.Output.Concat(process.Errors)));

        var errors = string.Join('\n', process.Errors);
        foreach (var text in said)
        {
            errors.ShouldContain(text);
        }

        foreach (var line in process.Output.Concat(process.Errors))
        {
            line.ShouldNotContain("sk-canary");
            line.ShouldNotStartWith("   at ");
        }

        process.Output.ShouldNotContain(static line => line.Contains("AiGateway serves on", StringComparison.Ordinal));
    }
}
