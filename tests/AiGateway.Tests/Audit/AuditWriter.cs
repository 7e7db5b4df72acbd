using System.Globalization;
using AiGateway.Configuration;
using AiGateway.Management;
using AiGateway.Secrets;
using AiGateway.Tests.Hosting;
using AiGateway.Tests.Management;

namespace AiGateway.Tests.Audit;

/// <summary>The tests as a program: makes keys one after the other, says so after each, and never ends by itself.</summary>
internal static class AuditWriter
{
    /// <summary>The arguments that start it.</summary>
    public static string[] Arguments(TestStore store, string file) =>
        ["write-audit", store.Folder, store.Options.Postgres?.Reveal() ?? "", file];

    public static async Task<int> Main(string[] args)
    {
        if (args is not ["write-audit", var folder, var postgres, var file])
        {
            await Console.Error.WriteLineAsync("These are tests; run them with dotnet test.");
            return 2;
        }

        await using var store = TestStore.Existing(folder, postgres.Length > 0 ? new Secret(postgres) : null);
        var material = new Dictionary<string, byte[]>(StringComparer.Ordinal) { ["k"] = [.. Enumerable.Range(0, KeyRing.KeyLength).Select(i => (byte)i)] };
        var managed = new Managed(store, new KeyRing(material, "k", material, "k"));
        managed.UseFile(file);
        for (var i = 0; ; i++)
        {
            // Every third change has several records.
            var made = await managed.Keys.CreateAsync(Managed.Admin with { RequestId = $"{Environment.ProcessId}-{i}" }, new KeyDraft { Name = $"key {i}" }, default);
            await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"made {made.Key.Id}"));
            if (i % 3 == 0)
            {
                await managed.Audit.ChangeAsync(Managed.Admin with { RequestId = $"{Environment.ProcessId}-{i}-many" }, (_, trail) =>
                {
                    for (var j = 0; j < 20; j++)
                    {
                        trail.Add("test.change", "test", $"{i}-{j}", null, new { Name = "x" });
                    }

                    return Task.FromResult(true);
                }, default);
            }
        }
    }
}
