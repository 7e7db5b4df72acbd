using System.Collections.Concurrent;
using System.Diagnostics;
using AiGateway.Audit;
using AiGateway.Tests.Hosting;
using AiGateway.Tests.Management;

namespace AiGateway.Tests.Audit;

/// <summary>J7 under kill -9: whatever moment the process dies at, the chain is sound and what was said to be made is there.</summary>
[Collection(PostgresCollection.Name)]
public sealed class AuditKillTests(PostgresServer server)
{
    [Theory]
    [EveryStore]
    public async Task A_process_that_is_killed_leaves_a_chain_that_verifies(StoreKind kind)
    {
        const int Kills = 8;
        await using var store = await TestStore.CreateAsync(kind, server);
        var file = Path.Combine(store.Folder, "audit.jsonl");
        var managed = new Managed(store);
        managed.UseFile(file);
        var random = new Random(20261120);
        var said = new ConcurrentBag<string>();
        for (var kill = 0; kill < Kills; kill++)
        {
            await RunAndKillAsync(store, file, said, TimeSpan.FromMilliseconds(random.Next(0, 500)));

            var verdict = await managed.ShouldVerifyAsync();
            verdict.Head.Number.ShouldBeGreaterThan(0);
            verdict.Anchor.ShouldBe(AuditHead.Start);
            verdict.Records.ShouldBe(verdict.Head.Number);
        }

        var keys = await store.Database.ReadAsync(session => session.Keys.LoadAsync(100_000), CancellationToken.None);
        said.Count.ShouldBeGreaterThanOrEqualTo(Kills);
        said.Except(keys.Select(k => k.Id), StringComparer.Ordinal).ShouldBeEmpty("what was said to be made is made");
        var records = await managed.RecordsAsync();
        records.Where(r => r.Kind == "key").Select(r => r.Subject).ShouldBe(keys.Select(k => k.Id), ignoreOrder: true, "a record for every key, and a key for every record");
    }

    private static async Task RunAndKillAsync(TestStore store, string file, ConcurrentBag<string> said, TimeSpan after)
    {
        var start = new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "AiGateway.Tests.dll"), .. AuditWriter.Arguments(store, file)])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = new Process { StartInfo = start };
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var errors = new ConcurrentQueue<string>();
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is { } text)
            {
                said.Add(text["made ".Length..]);
                first.TrySetResult();
            }
        };
        process.ErrorDataReceived += (_, line) => errors.Enqueue(line.Data ?? "");
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await first.Task.WaitAsync(TimeSpan.FromSeconds(60));
            await Task.Delay(after);
            process.HasExited.ShouldBeFalse(string.Join('\n', errors));
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException(string.Join('\n', errors), exception);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }
}
