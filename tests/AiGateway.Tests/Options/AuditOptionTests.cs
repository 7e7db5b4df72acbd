using AiGateway.Audit;
using AiGateway.Management;
using AiGateway.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace AiGateway.Tests.Options;

/// <summary>What the field of the audit log changes.</summary>
public sealed class AuditOptionTests
{
    [Fact]
    [Proves("Gateway:Audit:File")]
    public async Task Every_record_goes_to_the_file_too()
    {
        await using var gateway = await TestGateway.StartAsync(new { Gateway = new { Storage = new { Sqlite = "store.db" }, Audit = new { File = "audit.jsonl" } } });
        var keys = gateway.Services.GetRequiredService<KeyManagement>();

        await keys.CreateAsync(Actor.System, new KeyDraft { Name = "shop" }, default);

        var lines = await File.ReadAllLinesAsync(Path.Combine(gateway.Folder, "audit.jsonl"));
        lines.Count(line => line.Contains("\"key.create\"", StringComparison.Ordinal)).ShouldBe(1);
        (await gateway.Services.GetRequiredService<AuditLog>().VerifyAsync(default)).Problem.ShouldBeNull();
    }

    [Fact]
    public async Task Without_it_there_is_no_file()
    {
        await using var gateway = await TestGateway.StartAsync(new { Gateway = new { Storage = new { Sqlite = "store.db" } } });

        await gateway.Services.GetRequiredService<KeyManagement>().CreateAsync(Actor.System, new KeyDraft { Name = "shop" }, default);

        Directory.EnumerateFiles(gateway.Folder, "*.jsonl", SearchOption.AllDirectories).ShouldBeEmpty();
        (await gateway.Services.GetRequiredService<AuditLog>().VerifyAsync(default)).Records.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("""{ "Storage": { "Enabled": false }, "Admin": { "Enabled": false }, "Audit": { "File": "audit.jsonl" } }""", "Without a store")]
    [InlineData("""{ "Storage": {}, "Audit": { "File": "logs/" } }""", "not of a folder")]
    [InlineData("""{ "Storage": {}, "Audit": { "File": "" } }""", "empty")]
    [InlineData("""{ "Storage": {}, "Audit": { "Path": "audit.jsonl" } }""", "no field")]
    public void What_would_have_no_effect_refuses_the_start(string gateway, string words) =>
        TestGateway.RefusedStart($$"""{ "Gateway": {{gateway}} }""").ShouldContain(words);
}
