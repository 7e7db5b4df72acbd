using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.Versioning;
using System.Text.Json;
using System.Text.RegularExpressions;
using AiGateway.Tests.Observability;
using AiGateway.Tests.Storage;

namespace AiGateway.Tests.Promises;

/// <summary>K9: on a full disk callers are served as ever, lines of the log are lost and counted, and what cannot be kept is not changed.</summary>
[UnsupportedOSPlatform("windows")]
public sealed partial class DiskFullTests
{
    private const int MostAttempts = 500;

    private static readonly string[] Unavailable = ["urn:aigateway:problem:store-unavailable", "urn:aigateway:problem:audit-unavailable"];

    [Fact]
    [Trait("Promise", "K9")]
    public async Task Callers_are_served_changes_are_refused_lost_lines_are_counted_and_room_mends_all_of_it()
    {
        await using var disk = await TinyDisk.CreateAsync();
        await using var process = GatewayProcess.Start(ConfigurationOn(disk));
        using var callers = new HttpClient { BaseAddress = await process.WaitForAddressAsync(), Timeout = TimeSpan.FromSeconds(60) };
        using var admin = await EnterAsync(process);
        var (created, made) = await SendAsync(admin, HttpMethod.Post, "/admin/keys", new { name = "shop" });
        created.ShouldBe(HttpStatusCode.Created);
        var (id, key) = (made.GetProperty("key").GetProperty("id").GetString(), made.GetProperty("text").GetString()!);
        callers.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        await UntilAsync(async () => await ChatAsync(callers) == HttpStatusCode.OK);
        (await LostLinesAsync(callers)).ShouldBe(0);

        Fill(disk);
        await UntilAsync(async () =>
        {
            (await ChatAsync(callers)).ShouldBe(HttpStatusCode.OK, "the disk is not the callers' matter");
            return !disk.IsMounted || await LostLinesAsync(callers) > 0;
        });
        await RefuseChangesAsync(admin, id!);
        (await ChatAsync(callers)).ShouldBe(HttpStatusCode.OK, "the refused changes have not happened");
        (await callers.GetAsync("/health/ready")).StatusCode.ShouldBe(HttpStatusCode.OK);

        if (disk.IsMounted)
        {
            disk.MakeRoom();
            (await SendAsync(admin, HttpMethod.Post, "/admin/teams", new { id = "room" })).Status.ShouldBe(HttpStatusCode.Created);
            var (_, verdict) = await SendAsync(admin, HttpMethod.Get, "/admin/audit/verify");
            verdict.GetProperty("sound").GetBoolean().ShouldBeTrue(verdict.GetRawText());
            using var last = await AskAsync(callers);
            var request = last.Headers.GetValues("x-request-id").Single();
            await UntilAsync(async () => (await ReadAsync(Path.Combine(disk.Folder, "gateway.log"))).Contains(request, StringComparison.Ordinal));
        }

        await process.TerminateAsync();
        (await process.WaitForExitAsync()).ShouldBe(0);
    }

    /// <summary>Changes until nothing fits any more; from then on each kind is refused, and the store holds what was told to be done.</summary>
    private static async Task RefuseChangesAsync(HttpClient admin, string key)
    {
        var (teams, full) = (0, false);
        while (!full && teams < MostAttempts)
        {
            var (status, problem) = await SendAsync(admin, HttpMethod.Post, "/admin/teams", new { id = $"t{teams}" });
            full = status != HttpStatusCode.Created;
            teams += full ? 0 : 1;
            if (full)
            {
                status.ShouldBe(HttpStatusCode.ServiceUnavailable, problem.GetRawText());
            }
        }

        full.ShouldBeTrue();
        (HttpMethod Method, string Path, object Body)[] changes =
        [
            (HttpMethod.Post, "/admin/keys", new { name = "late" }),
            (HttpMethod.Post, $"/admin/keys/{key}/revoke", new { }),
            (HttpMethod.Patch, $"/admin/keys/{key}", new { enabled = false }),
            (HttpMethod.Post, "/admin/tokens", new { name = "late", role = "viewer" }),
            (HttpMethod.Post, "/admin/teams", new { id = "late" }),
        ];
        foreach (var (method, path, body) in changes)
        {
            var (status, problem) = await SendAsync(admin, method, path, body);
            status.ShouldBe(HttpStatusCode.ServiceUnavailable, $"{path}: {problem.GetRawText()}");
            Unavailable.ShouldContain(problem.GetProperty("type").GetString());
        }

        (await SendAsync(admin, HttpMethod.Get, $"/admin/keys/{key}")).Body.GetProperty("enabled").GetBoolean().ShouldBeTrue();
        (await CountAsync(admin, "/admin/keys")).ShouldBe(1);
        (await CountAsync(admin, "/admin/tokens")).ShouldBe(1);
        (await SendAsync(admin, HttpMethod.Get, "/admin/status")).Body.GetProperty("counts").GetProperty("teams").GetInt64().ShouldBe(teams);
    }

    private static void Fill(TinyDisk disk)
    {
        if (disk.IsMounted)
        {
            disk.Fill();
            return;
        }

        var audit = Path.Combine(disk.Folder, "audit.jsonl");
        File.Delete(audit);
        Directory.CreateDirectory(audit);
    }

    /// <summary>Everything that is written on the one disk; without the right to mount one, the audit file alone cannot be written.</summary>
    private static object ConfigurationOn(TinyDisk disk) => new
    {
        Serilog = new { WriteTo = new object[] { new { Name = "File", Args = new { path = Path.Combine(disk.Folder, "gateway.log") } } } },
        Gateway = new
        {
            Storage = new { Sqlite = Path.Combine(disk.Folder, "data", "aigateway.db"), Timeout = "20s" },
            Audit = new { File = Path.Combine(disk.Folder, "audit.jsonl") },
        },
    };

    /// <summary>Makes the first admin, as whoever reads the console would, and gives a client with the token.</summary>
    private static async Task<HttpClient> EnterAsync(GatewayProcess process)
    {
        var address = Address().Match(await process.WaitForLineAsync("The admin API serves on")).Value;
        await UntilAsync(() => Task.FromResult(process.Errors.Any(static line => Token().IsMatch(line))));
        var admin = new HttpClient { BaseAddress = new Uri(address), Timeout = TimeSpan.FromSeconds(60) };
        admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", process.Errors.Select(static line => Token().Match(line)).First(static match => match.Success).Value);
        var (status, made) = await SendAsync(admin, HttpMethod.Post, "/admin/bootstrap", new { name = "first" });
        status.ShouldBe(HttpStatusCode.Created);
        admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", made.GetProperty("text").GetString());
        return admin;
    }

    private static async Task<int> CountAsync(HttpClient admin, string path) => (await SendAsync(admin, HttpMethod.Get, path)).Body.GetProperty("items").GetArrayLength();

    private static async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(HttpClient client, HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body), Headers = { { "If-Match", "*" } } };
        using var answer = await client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return (answer.StatusCode, text.Length == 0 ? default : JsonElement.Parse(text));
    }

    private static async Task<HttpStatusCode> ChatAsync(HttpClient callers)
    {
        using var answer = await AskAsync(callers);
        return answer.StatusCode;
    }

    private static Task<HttpResponseMessage> AskAsync(HttpClient callers) =>
        callers.PostAsJsonAsync("/v1/chat/completions", new { model = "mock/echo", messages = new[] { new { role = "user", content = "Hello" } } });

    private static async Task<long> LostLinesAsync(HttpClient callers) =>
        (await SendAsync(callers, HttpMethod.Get, "/health/ready")).Body.TryGetProperty("logFailures", out var count) ? count.GetInt64() : 0;

    private static async Task<string> ReadAsync(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        for (var watch = Stopwatch.StartNew(); !await holds(); await Task.Delay(20))
        {
            watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(60));
        }
    }

    [GeneratedRegex(@"http://[0-9.]+:\d+")]
    private static partial Regex Address();

    [GeneratedRegex("agw-admin-[A-Za-z0-9-]+")]
    private static partial Regex Token();
}
