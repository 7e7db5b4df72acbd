using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using AiGateway.Audit;
using AiGateway.Management;
using AiGateway.Sharing;
using AiGateway.Storage;
using AiGateway.Tests.Hosting;
using AiGateway.Tests.Sharing;
using AiGateway.Tests.Storage;
using Dapper;
using Microsoft.Extensions.DependencyInjection;

namespace AiGateway.Tests.Options;

/// <summary>What each field of the store's changes.</summary>
public sealed class StorageOptionTests
{
    private static readonly Dictionary<string, string> KeyMaterial = new(StringComparer.Ordinal)
    {
        ["AIGATEWAY_MASTER_KEY"] = Convert.ToBase64String(SHA256.HashData("a master key"u8)),
        ["AIGATEWAY_PEPPER"] = Convert.ToBase64String(SHA256.HashData("a pepper"u8)),
    };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Proves("Gateway:Storage:Enabled")]
    public async Task Enabled_is_whether_there_is_a_store(bool enabled)
    {
        await using var gateway = await GatewayAsync(enabled ? new { Enabled = true } : new { Enabled = false });

        (gateway.Services.GetService<Database>() is not null).ShouldBe(enabled);
        if (enabled)
        {
            await Eventually.BecomesTrueAsync(() => gateway.Services.GetRequiredService<ChangeFeed>().IsKnown);
        }

        File.Exists(Path.Combine(gateway.Folder, "data", "aigateway.db")).ShouldBe(enabled);
    }

    [Fact]
    [Proves("Gateway:Storage:Sqlite")]
    public async Task Sqlite_is_the_file()
    {
        await using var gateway = await GatewayAsync(new { Sqlite = "kept/here.db" });

        await Eventually.BecomesTrueAsync(() => gateway.Services.GetRequiredService<ChangeFeed>().IsKnown);

        File.Exists(Path.Combine(gateway.Folder, "kept", "here.db")).ShouldBeTrue();
        Directory.Exists(Path.Combine(gateway.Folder, "data")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("100ms", true)]
    [InlineData("1m", false)]
    [Proves("Gateway:Storage:Poll")]
    public async Task Poll_is_how_soon_others_changes_are_known(string poll, bool known)
    {
        await using var store = await TestStore.SqliteAsync();
        var watcher = new RecordingWatcher();
        await using var gateway = await GatewayAsync(new { Sqlite = store.File, Poll = poll }, services => services.AddSingleton<IStoreWatcher>(watcher));
        await Eventually.BecomesTrueAsync(() => gateway.Services.GetRequiredService<ChangeFeed>().IsKnown);

        await store.Database.RecordAsync("k1");

        if (known)
        {
            await Eventually.BecomesAsync(() => watcher.Changes.Count, 1);
        }
        else
        {
            await Task.Delay(TimeSpan.FromSeconds(2));
            watcher.Changes.ShouldBeEmpty();
        }
    }

    [Theory]
    [InlineData("200ms", false)]
    [InlineData("1m", true)]
    [Proves("Gateway:Storage:Timeout")]
    public async Task Timeout_is_how_long_a_call_may_take(string timeout, bool works)
    {
        await using var store = await TestStore.SqliteAsync();
        await using var gateway = await GatewayAsync(new { Sqlite = store.File, Timeout = timeout });
        var database = gateway.Services.GetRequiredService<Database>();
        await using var somebody = await RawStore.OpenAsync(store);
        await somebody.ExecuteAsync("BEGIN IMMEDIATE");

        var watch = Stopwatch.StartNew();
        var change = database.RecordAsync("k1");

        if (works)
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
            await somebody.ExecuteAsync("ROLLBACK;");
            (await change).ShouldBe(1);
        }
        else
        {
            await Should.ThrowAsync<StoreUnavailableException>(change);
            watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
        }
    }

    [Theory]
    [InlineData("0s", HttpStatusCode.ServiceUnavailable)]
    [InlineData("1h", HttpStatusCode.OK)]
    [Proves("Gateway:Storage:KeysOutlive")]
    public async Task KeysOutlive_is_how_long_known_keys_work_without_the_store(string outlive, HttpStatusCode status)
    {
        var server = await PostgresServer.OwnAsync();
        try
        {
            await using var gateway = await TestGateway.StartAsync(
                new
                {
                    ConnectionStrings = new { Postgres = await server.CreateDatabaseAsync() },
                    Gateway = new { Storage = new { Poll = "100ms", KeysOutlive = outlive }, VirtualKeys = new { other = new { Value = "oQ7vT2xW9pLs4ZzR8mYb3nHc" } } },
                },
                KeyMaterial);
            var feed = gateway.Services.GetRequiredService<ChangeFeed>();
            await Eventually.BecomesTrueAsync(() => feed.IsKnown);
            var issued = await gateway.Services.GetRequiredService<KeyManagement>().CreateAsync(Actor.System, new KeyDraft { Name = "known" }, CancellationToken.None);
            await Eventually.BecomesTrueAsync(() => StatusAsync().GetAwaiter().GetResult() == HttpStatusCode.OK);

            await server.StopAsync();
            await Eventually.BecomesTrueAsync(() => feed.SilentFor > TimeSpan.Zero);

            await Eventually.BecomesTrueAsync(() => StatusAsync().GetAwaiter().GetResult() == status);
            (await gateway.ChatAsync("mock/echo", "Hi", false, ("api-key", "oQ7vT2xW9pLs4ZzR8mYb3nHc"))).StatusCode.ShouldBe(HttpStatusCode.OK);

            await server.StartAsync();
            await Eventually.BecomesTrueAsync(() => StatusAsync().GetAwaiter().GetResult() == HttpStatusCode.OK);

            async Task<HttpStatusCode> StatusAsync() => (await gateway.ChatAsync("mock/echo", "Hi", false, ("api-key", issued.Text))).StatusCode;
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(null, new long[] { 1, 2, 3 })]
    [InlineData("90d", new long[] { 2, 3 })]
    [InlineData("48h", new long[] { 3 })]
    [Proves("Gateway:Storage:KeepAudit")]
    public async Task KeepAudit_is_how_old_records_get(string? kept, long[] left)
    {
        if (kept == "48h")
        {
            TestGateway.RefusedStart(new { Gateway = new { Storage = new { KeepAudit = kept } } }).ShouldContain("90d");
            kept = "2d";
        }

        await using var store = await TestStore.SqliteAsync();
        var now = TimeProvider.System.GetUtcNow();
        await store.ChangeAsync(async tables =>
        {
            await tables.Audit.AppendAsync(Items.Record(1, now.AddDays(-91)));
            await tables.Audit.AppendAsync(Items.Record(2, now.AddDays(-89)));
            await tables.Audit.AppendAsync(Items.Record(3, now.AddDays(-1)));
        });

        await using var gateway = await GatewayAsync(new { Sqlite = store.File, KeepAudit = kept });
        if (left.Length < 3)
        {
            await gateway.WaitForLogAsync("audit records were older than they are to be kept");
        }
        else
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
        }

        await store.ReadAsync(async tables =>
        {
            (await tables.Audit.ReadFromAsync(0, 10)).Select(r => r.Number).ShouldBe(left);
            (await tables.Audit.AnchorAsync())?.Number.ShouldBe(left[0] - 1);
        });
    }

    private static Task<TestGateway> GatewayAsync(object storage, Action<IServiceCollection>? services = null) =>
        // The admin API's first token would be a change of its own.
        TestGateway.StartAsync(new { Gateway = new { Storage = storage, Admin = new { Enabled = false } } }, services: services);
}
