using System.Diagnostics;
using System.Runtime.Versioning;
using AiGateway.Audit;
using AiGateway.Management;
using AiGateway.Storage;
using AiGateway.Tests.Hosting;
using AiGateway.Tests.Management;
using AiGateway.Tests.Storage;

namespace AiGateway.Tests.Audit;

/// <summary>J6: what cannot be put on record does not happen, is refused in time, and leaves everything as it was.</summary>
[UnsupportedOSPlatform("windows")]
[Collection(PostgresCollection.Name)]
public sealed class AuditFaultTests(PostgresServer server)
{
    /// <summary>Two seconds by promise; machines that stall get some more.</summary>
    private static readonly TimeSpan InTime = TimeSpan.FromSeconds(4);

    [Theory]
    [EveryStore]
    public async Task J6_A_file_that_cannot_be_written_refuses_every_change(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server);
        var managed = new Managed(store);
        var set = await PrepareAsync(managed);
        var good = Path.Combine(store.Folder, "audit.jsonl");
        managed.UseFile(good);
        await managed.Keys.UpdateAsync(Managed.Admin, set.Key, null, new KeyPatch { Name = "on record" }, default);
        var lines = await File.ReadAllBytesAsync(good);

        string[] paths = ["/dev/full", "/proc/aigateway-audit.jsonl", store.Folder, Path.Combine(store.Folder, "missing", "audit.jsonl"), Path.Combine(good, "audit.jsonl")];
        foreach (var path in paths)
        {
            managed.UseFile(path);
            await EverythingIsRefusedAsync<AuditUnavailableException>(managed, set);
        }

        managed.UseFile(good);
        (await File.ReadAllBytesAsync(good)).ShouldBe(lines);
        await managed.Keys.UpdateAsync(Managed.Admin, set.Key, null, new KeyPatch { Name = "again" }, default);
        (await managed.ShouldVerifyAsync()).Notes.ShouldBeEmpty();
    }

    [Theory]
    [EveryStore]
    public async Task J6_A_disk_that_is_full_refuses_every_change_and_keeps_whole_lines(StoreKind kind)
    {
        await using var disk = await TinyDisk.CreateAsync();
        await using var store = await TestStore.CreateAsync(kind, server);
        var managed = new Managed(store);
        var set = await PrepareAsync(managed);
        var isMounted = new DriveInfo(disk.Folder).TotalSize < 4 * 1024 * 1024;
        managed.UseFile(isMounted ? Path.Combine(disk.Folder, "audit.jsonl") : "/dev/full");
        if (isMounted)
        {
            await managed.Keys.UpdateAsync(Managed.Admin, set.Key, null, new KeyPatch { Name = "on record" }, default);
            await FillAsync(Path.Combine(disk.Folder, "filler"));

            // The last page has room for some lines still.
            for (var i = 0; i < 100; i++)
            {
                try
                {
                    await managed.Keys.UpdateAsync(Managed.Admin, set.Key, null, new KeyPatch { Name = $"name {i}" }, default);
                }
                catch (AuditUnavailableException)
                {
                    break;
                }
            }
        }

        await EverythingIsRefusedAsync<AuditUnavailableException>(managed, set);
        if (isMounted)
        {
            (await managed.ShouldVerifyAsync()).Notes.ShouldBeEmpty("half a line was taken back");
            File.Delete(Path.Combine(disk.Folder, "filler"));
            await managed.Keys.UpdateAsync(Managed.Admin, set.Key, null, new KeyPatch { Name = "room again" }, default);
            (await managed.ShouldVerifyAsync()).Notes.ShouldBeEmpty();
        }
    }

    [Theory]
    [EveryStore]
    public async Task J6_A_pipe_that_nobody_reads_refuses_every_change_in_time(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server);
        var managed = new Managed(store);
        var set = await PrepareAsync(managed);
        var pipe = Path.Combine(store.Folder, "pipe");
        using (var make = Process.Start("mkfifo", [pipe]))
        {
            await make.WaitForExitAsync();
        }

        managed.UseFile(pipe);
        await EverythingIsRefusedAsync<AuditUnavailableException>(managed, set);

        // All but the first were refused without a thread of their own.
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Should.ThrowAsync<AuditUnavailableException>(
            () => managed.Keys.CreateAsync(Managed.Admin, new KeyDraft { Name = "x" }, default))));
        watch.Elapsed.ShouldBeLessThan(InTime);
        Directory.EnumerateDirectories("/proc/self/task").Count(IsAuditThread).ShouldBeLessThanOrEqualTo(1);

        // Somebody reads at last: nothing of what was refused comes out, and changes go on.
        using var reader = new FileStream(pipe, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        await Eventually.BecomesTrueAsync(() =>
        {
            try
            {
                managed.File.ThrowIfHanging();
                return true;
            }
            catch (AuditUnavailableException)
            {
                return false;
            }
        });
        await managed.Keys.UpdateAsync(Managed.Admin, set.Key, null, new KeyPatch { Name = "read" }, default);
        var line = (await managed.RecordsAsync())[^1].Line();
        var read = new byte[line.Length];
        await reader.ReadExactlyAsync(read);
        read.ShouldBe(line);
        (await managed.ShouldVerifyAsync()).Notes.ShouldHaveSingleItem().ShouldContain("pipe");
    }

    [Theory]
    [EveryStore]
    public async Task A_caller_that_gives_up_meanwhile_changes_nothing(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server);
        var managed = new Managed(store);
        var pipe = Path.Combine(store.Folder, "pipe");
        using (var make = Process.Start("mkfifo", [pipe]))
        {
            await make.WaitForExitAsync();
        }

        managed.UseFile(pipe);
        using var leaves = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await Should.ThrowAsync<OperationCanceledException>(() => managed.Keys.CreateAsync(Managed.Admin, new KeyDraft { Name = "x" }, leaves.Token));
        (await managed.RecordsAsync()).ShouldBeEmpty();

        // The thread hangs in opening it, until somebody reads.
        await using var reader = new FileStream(pipe, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
    }

    [Theory]
    [EveryStore]
    public async Task J6_A_table_that_takes_no_records_refuses_every_change(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server);
        var managed = new Managed(store);
        var set = await PrepareAsync(managed);
        managed.UseFile(Path.Combine(store.Folder, "audit.jsonl"));
        await RawStore.ExecuteAsync(store, kind == StoreKind.Sqlite
            ? "CREATE TRIGGER no_records BEFORE INSERT ON audit_log BEGIN SELECT RAISE(ABORT, 'no room'); END"
            : "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no room' USING ERRCODE = 'disk_full'; END $$; "
                + "CREATE TRIGGER no_records BEFORE INSERT ON audit_log FOR EACH ROW EXECUTE FUNCTION refuse()");
        await EverythingIsRefusedAsync<Exception>(managed, set);
        File.Exists(managed.AuditPath).ShouldBeFalse("the file has only what the store has taken");

        await RawStore.ExecuteAsync(store, kind == StoreKind.Sqlite ? "DROP TRIGGER no_records" : "DROP TRIGGER no_records ON audit_log");
        await RawStore.ExecuteAsync(store, "ALTER TABLE audit_log RENAME TO gone");
        await EverythingIsRefusedAsync<StoreUnavailableException>(managed, set, canRead: false);
        await RawStore.ExecuteAsync(store, "ALTER TABLE gone RENAME TO audit_log");
        await managed.Keys.UpdateAsync(Managed.Admin, set.Key, null, new KeyPatch { Name = "works" }, default);
        await managed.ShouldVerifyAsync();
    }

    [Fact]
    public async Task J6_A_store_on_a_full_or_read_only_disk_refuses_every_change()
    {
        await using var disk = await TinyDisk.CreateAsync();
        await using var store = await disk.StoreAsync();
        var managed = new Managed(store);
        var set = await PrepareAsync(managed);

        var before = await StateAsync(managed);
        await disk.MakeReadOnlyAsync();
        await EverythingIsRefusedAsync<StoreUnavailableException>(managed, set, canRead: false);
        await disk.MakeWritableAsync();
        (await StateAsync(managed)).ShouldBe(before);
        await managed.Keys.UpdateAsync(Managed.Admin, set.Key, null, new KeyPatch { Name = "works" }, default);

        // Each change takes room, until one does not get it.
        var made = 0L;
        StoreUnavailableException? full = null;
        while (full is null && made < 20_000)
        {
            try
            {
                await managed.Teams.CreateAsync(Managed.Admin, new TeamDraft { Id = $"t{made}", Name = "x", Models = [.. Enumerable.Range(0, 200).Select(i => $"model-{made}-{i}")] }, default);
                made++;
            }
            catch (StoreUnavailableException exception)
            {
                full = exception;
            }
        }

        full.ShouldNotBeNull();
        (await managed.ShouldVerifyAsync()).Records.ShouldBe(made + set.Records + 1);
        await store.ReadAsync(async session => (await session.Teams.CountAsync()).ShouldBe(made + 1));
    }

    private static bool IsAuditThread(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "comm")).Trim() == "audit file";
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return false;
        }
    }

    private static async Task FillAsync(string path)
    {
        await using var filler = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            for (var i = 0; i < 8 * 1024; i++)
            {
                filler.Write(new byte[1024]);
            }
        }
        catch (IOException)
        {
            return;
        }

        throw new InvalidOperationException("The disk has no limit.");
    }

    /// <summary>One of each, to be changed.</summary>
    private static async Task<(string Key, string Token, long Records)> PrepareAsync(Managed managed)
    {
        var (token, _) = await managed.Tokens.CreateAsync(Managed.Cli, new AdminTokenDraft { Name = "root", Role = AdminRole.Admin }, default);
        await managed.Teams.CreateAsync(Managed.Admin, new TeamDraft { Id = "web", Name = "Web" }, default);
        await managed.Users.CreateAsync(Managed.Admin, new UserDraft { Id = "ada", Name = "Ada" }, default);
        await managed.Secrets.SetAsync(Managed.Admin, "openai", "sk-live-0123456789", null, null, default);
        var (key, _) = await managed.Keys.CreateAsync(Managed.Admin, new KeyDraft { Name = "shop" }, default);
        return (key.Id, token.Id, 5);
    }

    /// <summary>Asks for a change of each kind of thing; each must be refused in time, and the store be as it was.</summary>
    private static async Task EverythingIsRefusedAsync<TException>(Managed managed, (string Key, string Token, long Records) set, bool canRead = true)
        where TException : Exception
    {
        var before = canRead ? await StateAsync(managed) : "";
        foreach (var change in (Func<Task>[])[
            () => managed.Keys.CreateAsync(Managed.Admin, new KeyDraft { Name = "x" }, default),
            () => managed.Keys.UpdateAsync(Managed.Admin, set.Key, null, new KeyPatch { Name = $"{Guid.NewGuid()}" }, default),
            () => managed.Keys.RotateAsync(Managed.Admin, set.Key, null, TimeSpan.Zero, default),
            () => managed.Keys.RevokeAsync(Managed.Admin, set.Key, null, default),
            () => managed.Keys.DeleteAsync(Managed.Admin, set.Key, null, default),
            () => managed.Teams.CreateAsync(Managed.Admin, new TeamDraft { Id = "new", Name = "x" }, default),
            () => managed.Teams.DeleteAsync(Managed.Admin, "web", null, default),
            () => managed.Users.UpdateAsync(Managed.Admin, "ada", null, new UserPatch { Tags = [$"{Guid.NewGuid()}"] }, default),
            () => managed.Secrets.SetAsync(Managed.Admin, "openai", $"sk-live-{Guid.NewGuid()}", null, null, default),
            () => managed.Secrets.DeleteAsync(Managed.Admin, "openai", null, default),
            () => managed.Tokens.UpdateAsync(Managed.Admin, set.Token, null, new AdminTokenPatch { Name = $"{Guid.NewGuid()}" }, default),
        ])
        {
            var watch = Stopwatch.StartNew();
            await Should.ThrowAsync<TException>(change);
            watch.Elapsed.ShouldBeLessThan(InTime);
        }

        if (canRead)
        {
            (await StateAsync(managed)).ShouldBe(before);
        }
    }

    private static Task<string> StateAsync(Managed managed) => managed.Store.Database.ReadAsync(
        async session => System.Text.Json.JsonSerializer.Serialize(new
        {
            Keys = await session.Keys.LoadAsync(1000),
            Teams = await session.Teams.LoadAsync(),
            Users = await session.Users.LoadAsync(),
            Secrets = await session.Secrets.LoadAsync(),
            Tokens = (await session.Tokens.ListAsync(new AdminTokenFilter(), new PageRequest(1000, null))).Items,
            Last = await session.Audit.LastAsync(),
        }),
        CancellationToken.None);
}
