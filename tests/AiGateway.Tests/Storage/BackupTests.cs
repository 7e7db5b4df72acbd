using System.Runtime.Versioning;
using AiGateway.Storage;
using AiGateway.Tests.Hosting;
using Microsoft.Data.Sqlite;

namespace AiGateway.Tests.Storage;

/// <summary>A copy is sound, whole or not there at all, and overwrites nothing.</summary>
[Collection(PostgresCollection.Name)]
[UnsupportedOSPlatform("windows")]
public sealed class BackupTests(PostgresServer server)
{
    [Fact]
    public async Task A_copy_made_while_others_write_is_sound_and_as_of_one_moment()
    {
        await using var store = await TestStore.SqliteAsync();
        using var done = new CancellationTokenSource();
        long written = 0;
        Database[] replicas = [store.Database, store.Open()];
        var writers = replicas.Select(replica => Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                // A key and its record, always both.
                await replica.ChangeAsync(
                    async tables =>
                    {
                        var number = ((await tables.Audit.LastAsync())?.Number ?? 0) + 1;
                        await tables.Audit.AppendAsync(Items.Record(number));
                        await tables.Keys.InsertAsync(Items.Key($"k{number}") with { Name = new string('x', 2_000) });
                        Interlocked.Exchange(ref written, number);
                        return number;
                    },
                    CancellationToken.None);
            }
        })).ToArray();
        await Eventually.BecomesTrueAsync(() => Interlocked.Read(ref written) > 50);

        for (var i = 0; i < 5; i++)
        {
            var before = Interlocked.Read(ref written);
            var file = Path.Combine(store.Folder, $"copy{i}.db");
            await store.Database.BackupAsync(file, CancellationToken.None);
            await using var copy = Database.Create(store.Options with { Sqlite = file }, store.Folder, TimeProvider.System);
            await copy.MigrateAsync(CancellationToken.None);
            await copy.ReadAsync(
                async tables =>
                {
                    var last = (await tables.Audit.LastAsync())!.Number;
                    last.ShouldBeGreaterThanOrEqualTo(before - 1);
                    (await tables.Keys.CountAsync()).ShouldBe(last);
                    (await tables.Keys.FindAsync($"k{last}")).ShouldNotBeNull();
                    return true;
                },
                CancellationToken.None);
            Scalar(file, "PRAGMA integrity_check").ShouldBe("ok");
        }

        await done.CancelAsync();
        await Task.WhenAll(writers);
    }

    [Fact]
    public async Task A_copy_is_one_file_of_the_owners_alone()
    {
        await using var store = await TestStore.SqliteAsync();
        var folder = Directory.CreateDirectory(Path.Combine(store.Folder, "backups")).FullName;
        var file = Path.Combine(folder, "copy.db");

        await store.Database.BackupAsync(file, CancellationToken.None);

        Directory.GetFiles(folder).ShouldBe([file]);
        File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task A_file_that_is_there_is_not_overwritten()
    {
        await using var store = await TestStore.SqliteAsync();
        var file = Path.Combine(store.Folder, "mine.txt");
        await File.WriteAllTextAsync(file, "mine");

        (await Should.ThrowAsync<StoreConflictException>(store.Database.BackupAsync(file, CancellationToken.None))).Message.ShouldContain("is there already");
        await Should.ThrowAsync<StoreConflictException>(store.Database.BackupAsync(store.File, CancellationToken.None));

        (await File.ReadAllTextAsync(file)).ShouldBe("mine");
        await store.ReadAsync(tables => tables.Keys.CountAsync());
    }

    [Fact]
    public async Task A_copy_that_does_not_fit_leaves_nothing_behind()
    {
        await using var disk = await TinyDisk.CreateAsync();
        await using var store = await TestStore.SqliteAsync();
        await store.ChangeAsync(async tables =>
        {
            for (var i = 0; i < 400; i++)
            {
                await tables.Keys.InsertAsync(Items.Key($"k{i}") with { Name = new string('x', 4_000) });
            }
        });
        // Where no small disk could be made, a folder that is not there will do.
        var folder = disk.IsMounted ? disk.Folder : Path.Combine(disk.Folder, "nowhere");

        await Should.ThrowAsync<StoreUnavailableException>(store.Database.BackupAsync(Path.Combine(folder, "copy.db"), CancellationToken.None));

        Directory.GetFileSystemEntries(disk.Folder).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_damaged_store_is_not_copied_as_if_it_were_well()
    {
        await using var store = await TestStore.SqliteAsync();
        await store.ChangeAsync(async tables =>
        {
            for (var i = 0; i < 300; i++)
            {
                await tables.Keys.InsertAsync(Items.Key($"k{i}"));
            }
        });
        await store.Database.DisposeAsync();
        await using (var file = File.OpenWrite(store.File))
        {
            file.Position = 3 * 4096;
            await file.WriteAsync(new byte[file.Length - file.Position]);
        }

        var target = Path.Combine(store.Folder, "copy.db");
        await Should.ThrowAsync<StoreUnavailableException>(store.Open().BackupAsync(target, CancellationToken.None));

        File.Exists(target).ShouldBeFalse();
    }

    [Fact]
    public async Task A_caller_that_goes_away_leaves_nothing_behind()
    {
        await using var store = await TestStore.SqliteAsync();
        var target = Path.Combine(store.Folder, "copy.db");

        await Should.ThrowAsync<OperationCanceledException>(store.Database.BackupAsync(target, new CancellationToken(canceled: true)));

        Directory.GetFiles(store.Folder).ShouldBeEmpty();
    }

    [Fact]
    public async Task PostgreSQL_has_its_own_tools()
    {
        await using var store = await TestStore.PostgresAsync(server);

        store.Database.IsSqlite.ShouldBeFalse();
        (await Should.ThrowAsync<InvalidOperationException>(store.Database.BackupAsync(Path.Combine(store.Folder, "copy.db"), CancellationToken.None))).Message.ShouldContain("pg_dump");
    }

    private static object? Scalar(string file, string sql)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
